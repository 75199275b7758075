"""An issuer's address on loopback, and a clock that stands still until it is moved."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from issuing import key_set


class Published:
    """A server that answers with whatever stands in `status`, `headers` and `body`."""

    def __init__(self):
        self.status, self.headers, self.body, self.requests, self.slowly = 200, {}, b"", [], 0.0
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, dict(self.headers)))
                time.sleep(outer.slowly)
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks?v=1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def publish(self, *algorithms: str) -> None:
        self.body = json.dumps(key_set(*algorithms)).encode()


@pytest.fixture
def published():
    server = Published()
    server.publish("ES256")
    yield server
    server.server.shutdown()
    server.server.server_close()
    server.thread.join()


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now
