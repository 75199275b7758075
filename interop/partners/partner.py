"""What every Python partner needs: the facts of the run, and a line of JSON for whatever it asks of the runner."""

import json
import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path

FACTS = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
ISSUER = FACTS["issuer"]


def passed(step):
    """Tell what has been proved."""
    print(json.dumps({"passed": step}), flush=True)


def register(*arguments):
    """A client made by `assay client create` with these arguments: its id and its secret."""
    return _asked({"register": arguments})


def callback_of(url, redirect_uri):
    """The end-user opens an authorization URL and does what the pages ask; the address at which the client is called back."""
    return _asked({"visit": url, "until": redirect_uri})["callback"]


def browse(url):
    """The end-user opens a page and does what Assay's pages on the way ask: the `url`, `status`, `headers` and `text` of where it ends."""
    return _asked({"browse": url})


def explained(text):
    """The code that `assay explain` finds behind a client's own words."""
    return _asked({"explain": text})["code"]


def refused_for_its_secret(text):
    """Ask that the client's words about a wrong secret lead to that cause."""
    code = explained(text)
    assert code in {"client.secret_mismatch", "oauth.client_secret_wrong_or_expired"}, f"{code} for {text!r}"
    passed(f"a wrong secret: its own words lead to {code}")


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def in_background(serve):
    """Run a server's loop beside the conversation, until the partner ends."""
    threading.Thread(target=serve, daemon=True).start()


def answers(url, process=None, seconds=90):
    """Wait until something answers here. Raises `AssertionError` when the process ends before, or time runs out."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            assert process is None or process.poll() is None, f"the server of {url} ended with {process.returncode}"
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")


def _asked(question):
    print(json.dumps(question), flush=True)
    return json.loads(sys.stdin.readline())
