"""Shows the same tokens to Assay, PyJWT, joserfc, jwcrypto and npm jose, and compares who takes which.

Every difference must be explained below, by partner and kind of token; one that is not ends the run with status 1.
Usage: jose_differential.py [--offline]. Partners are installed into interop/.work at the first call.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assay.decision import Allowed
from assay.formats.jose.jwk import public_jwk
from assay.primitives import signing
from assay.verifier import AccessTokenVerifier

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PYTHON = WORK / "venv-jose" / "bin" / "python"
NODE = WORK / "node"
ISSUER, AUDIENCE, NOW = "https://issuer.example", "https://api.example", 1_800_000_000

CALLER = "left to the caller: only the claims that are asked for are looked at, here exp, iss and aud"
UNUSED = "header parameters that are not used are not looked at"
PYTHON_JSON = "Python's json takes NaN, numbers that change when read, half characters, a byte order mark, any depth"
LAST = "of repeated members the last counts"
LENIENT = "base64 is decoded leniently: padding, and here and there spare bits and line ends"
FAR = "times beyond the year 9999 (milliseconds) are taken"
EMPTY_CRIT = "an empty crit is taken; RFC 7515 section 4.1.11 forbids it"
LIMIT = "no limit of size, or a larger one"

EXPLAINED: dict[tuple[str, str], str] = {
    ("PyJWT", "typ"): "typ is not looked at",
    ("joserfc", "typ"): "typ is left to the caller",
    ("jwcrypto", "typ"): "typ is left to the caller",
    **{(name, "claims of RFC 9068"): CALLER for name in ("PyJWT", "joserfc", "jwcrypto", "jose")},
    **{(name, "sender constraint"): "cnf is left to the caller" for name in ("PyJWT", "joserfc", "jwcrypto", "jose")},
    **{(name, "header parameters"): UNUSED for name in ("PyJWT", "joserfc", "jwcrypto", "jose")},
    **{(name, "repeated members"): LAST for name in ("PyJWT", "joserfc", "jwcrypto", "jose")},
    **{(name, "size"): LIMIT for name in ("PyJWT", "joserfc", "jwcrypto", "jose")},
    **{(name, "JSON"): PYTHON_JSON for name in ("PyJWT", "joserfc", "jwcrypto")},
    (
        "jose",
        "JSON",
    ): "JSON.parse takes numbers that change when read, half characters, any depth; jose skips a byte order mark",
    ("PyJWT", "times"): f"a text of digits is taken for a time; {FAR}",
    ("joserfc", "times"): FAR,
    ("jwcrypto", "times"): f"exp may equal the clock, nbf and iat are compared only on demand; {FAR}",
    ("jose", "times"): f"iat may lie in the future; {FAR}",
    **{(name, "base64url"): LENIENT for name in ("PyJWT", "jwcrypto", "jose")},
    ("jose", "pasting"): LENIENT,
    ("PyJWT", "kid"): "the caller gives one key here, and it is used whatever kid says",
    ("joserfc", "empty crit"): EMPTY_CRIT,
    ("jwcrypto", "empty crit"): EMPTY_CRIT,
    (
        "joserfc",
        "unknown header parameter",
    ): "header parameters that it does not know are refused; RFC 7515 section 4 wants them ignored",
}
"""Why a partner's answer is another one."""


@dataclass(frozen=True)
class Case:
    """One token. `kind` groups cases whose difference has the same cause."""

    kind: str
    name: str
    token: str


KEY, OTHER = signing.generate("ES256"), signing.generate("ES256")
JWK = public_jwk(KEY.public_members(), algorithm="ES256")
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": JWK["kid"]}
CLAIMS = {
    "iss": ISSUER, "sub": "user-1", "aud": AUDIENCE, "exp": NOW + 300, "iat": NOW, "jti": "j", "client_id": "c"
}  # fmt: skip


def text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(part: Any) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part).encode()


def signed(header: Any = HEADER, claims: Any = CLAIMS, key: signing.PrivateKey = KEY) -> str:
    front = f"{text(octets_of(header))}.{text(octets_of(claims))}"
    return f"{front}.{text(key.sign(front.encode()))}"


def changed(part: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**part, **changes}.items() if value is not None}


def corpus() -> list[Case]:
    """Good tokens and bad ones."""
    cases = [
        Case("good", "as it should be", signed()),
        Case("good", "audience as a list", signed(claims={**CLAIMS, "aud": [AUDIENCE, "x"]})),
    ]
    for kind, changes in CLAIM_CHANGES:
        cases.append(Case(kind, f"claims {changes}", signed(claims=changed(CLAIMS, changes))))
    for kind, changes in HEADER_CHANGES:
        cases.append(Case(kind, f"header {changes}", signed(header=changed(HEADER, changes))))
    for number, (kind, payload) in enumerate(PAYLOADS):
        cases.append(Case(kind, f"payload {number}: {payload[:12]!r} … {payload[-24:]!r}", signed(claims=payload)))
    good = signed()
    head, body, signature = good.split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    cases += [
        Case("signature", "removed", f"{head}.{body}."),
        Case("signature", "cut away", f"{head}.{body}"),
        Case("signature", "of another key", signed(key=OTHER)),
        Case("signature", "zeros", f"{head}.{body}.{text(bytes(64))}"),
        Case("signature", "too long", f"{head}.{body}.{text(raw + b'x')}"),
        Case("signature", "halves exchanged", f"{head}.{body}.{text(raw[32:] + raw[:32])}"),
        Case(
            "signature",
            "of another payload",
            f"{head}.{text(json.dumps({**CLAIMS, 'sub': 'admin'}).encode())}.{signature}",
        ),
        Case("algorithm", "none", f"{text(json.dumps({**HEADER, 'alg': 'none'}).encode())}.{body}."),
        Case("base64url", "padding at the signature", f"{good}=="),
        Case(
            "base64url", "spare bits of the signature", f"{head}.{body}.{signature[:-1]}{chr(ord(signature[-1]) + 1)}"
        ),
        Case("pasting", "blank in front", f" {good}"),
        Case("pasting", "line end behind", f"{good}\n"),
        Case("pasting", "quotation marks", f'"{good}"'),
        Case("pasting", "the word Bearer", f"Bearer {good}"),
        Case("pasting", "four parts", f"{good}.x"),
        Case("pasting", "nothing", ""),
        Case("JSON form", "flattened", json.dumps({"protected": head, "payload": body, "signature": signature})),
        Case("size", "large", signed(claims={**CLAIMS, "groups": ["g" * 100] * 200})),
    ]
    return cases


CLAIM_CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("issuer", {"iss": ISSUER + "/"}), ("issuer", {"iss": [ISSUER]}), ("issuer", {"iss": ""}),
    ("audience", {"aud": "https://other.example"}), ("audience", {"aud": "https://api"}), ("audience", {"aud": []}),
    ("audience", {"aud": {"a": AUDIENCE}}), ("audience", {"aud": f"{AUDIENCE} x"}),
    ("expiry", {"exp": NOW - 3600}), ("times", {"exp": NOW}), ("times", {"exp": str(NOW + 300)}), ("times", {"exp": True}),
    ("times", {"exp": (NOW + 300) * 1000}), ("times", {"exp": 1e300}), ("times", {"exp": [NOW + 300]}),
    ("times", {"nbf": NOW + 3600}), ("times", {"nbf": "soon"}), ("times", {"iat": NOW + 3600}), ("times", {"iat": "now"}),
    ("claims of RFC 9068", {"sub": 1}), ("claims of RFC 9068", {"jti": 1}), ("claims of RFC 9068", {"client_id": ["c"]}),
    ("sender constraint", {"cnf": {"jkt": "x"}}), ("good", {"nbf": NOW}), ("good", {"scope": "a b"}), ("good", {"groups": [{"a": 1}]}),
]  # fmt: skip
HEADER_CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("algorithm", {"alg": "es256"}), ("algorithm", {"alg": "RS256"}), ("algorithm", {"alg": "HS256"}), ("algorithm", {"alg": ["ES256"]}),
    ("typ", {"typ": "JWT"}), ("typ", {"typ": "dpop+jwt"}), ("good", {"typ": "AT+JWT"}), ("good", {"typ": "application/at+jwt"}),
    ("kid", {"kid": "unheard of"}), ("kid", {"kid": 1}), ("header parameters", {"typ": 1}), ("header parameters", {"x5u": 1}),
    ("empty crit", {"crit": []}), ("critical", {"crit": ["exp"]}), ("critical", {"crit": ["x"], "x": 1}),
    ("critical", {"crit": ["b64"], "b64": False}), ("header parameters", {"b64": True}), ("unknown header parameter", {"x": 1}),
]  # fmt: skip
_FRONT = json.dumps(CLAIMS).encode()[:-1]
PAYLOADS: list[tuple[str, bytes]] = [
    ("repeated members", b'{"sub":"x",' + _FRONT[1:] + b"}"),
    ("JSON", _FRONT + b',"x":NaN}'),
    ("JSON", _FRONT + b',"x":1e400}'),
    ("JSON", _FRONT + b',"x":1.00000000000000000005}'),
    ("JSON", _FRONT + b',"x":"\\ud800"}'),
    ("JSON", b"\xef\xbb\xbf" + _FRONT + b"}"),
    ("malformed", _FRONT + b',"x":"\xff"}'),
    ("malformed", _FRONT + b"}x"),
    ("malformed", b"[]"),
    ("malformed", b""),
    ("JSON", _FRONT + b',"x":' + b"[" * 40 + b"]" * 40 + b"}"),
]


def assay_takes(cases: list[Case]) -> dict[str, str]:
    verifier = AccessTokenVerifier(issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"], keys={"keys": [JWK]})
    answers = {}
    for case in cases:
        answer = verifier.verify(case.token, now=NOW)
        answers[case.name] = "takes" if isinstance(answer, Allowed) else answer.reason.code
    return answers


def install() -> None:
    """PyPI and npm partners, once."""
    if not any(PYTHON.parents[1].glob("lib/*/site-packages/jwcrypto")):  # also when an earlier call broke off
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON.parents[1])], check=True)
        # Exact releases: each answers in its own way, and the next one may answer otherwise.
        wanted = ("pyjwt[crypto]==2.15.1", "joserfc==1.8.0", "jwcrypto==1.6.1")
        subprocess.run([str(PYTHON.parent / "pip"), "-q", "install", *wanted], check=True)
    if not (NODE / "node_modules" / "jose").exists():
        npm = ["npm", "install", "--prefix", str(NODE), "--no-audit", "--no-fund", "--ignore-scripts", "jose@6.2.18"]
        subprocess.run(npm, check=True)


def partners_take(cases: list[Case]) -> dict[str, dict[str, str]]:
    given = json.dumps(
        {"cases": [asdict(case) for case in cases], "jwk": JWK, "issuer": ISSUER, "audience": AUDIENCE, "now": NOW}
    )
    answers: dict[str, dict[str, str]] = {}
    node_script = NODE / "jose_verifier.mjs"
    if (NODE / "node_modules" / "jose").exists():
        node_script.write_text((HERE / "partners" / "jose_verifier.mjs").read_text())
    for command, there in (
        ([str(PYTHON), str(HERE / "partners" / "jose_verifiers.py")], PYTHON.exists()),
        (["node", str(node_script)], node_script.exists()),
    ):
        if not there:
            print(f"not installed, left out: {command[1]}")
            continue
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]}
        )
        if done.returncode:
            raise SystemExit(f"{command[1]} ended with {done.returncode}: {done.stderr}")
        answers |= json.loads(done.stdout)
    return answers


def main() -> int:
    if "--offline" not in sys.argv:
        install()
    cases = corpus()
    ours = assay_takes(cases)
    wrong = [
        case.name
        for case in cases
        if (ours[case.name] == "takes") != (case.kind in {"good", "unknown header parameter"})
    ]
    for name in wrong:
        print(f"WRONG: Assay answers {ours[name]} to {name}")
    unexplained = 0
    seen: Counter[tuple[str, str]] = Counter()
    for partner, answers in partners_take(cases).items():
        for case in cases:
            if (answers[case.name] == "takes") == (ours[case.name] == "takes"):
                continue
            if (partner, case.kind) in EXPLAINED:
                seen[partner, case.kind] += 1
                continue
            unexplained += 1
            print(
                f"UNEXPLAINED: {partner} says {answers[case.name]!r}, Assay {ours[case.name]!r} to {case.kind}: {case.name}"
            )
    unseen = set(EXPLAINED) - set(seen) if "--offline" not in sys.argv else set()
    if unseen:
        print(f"explained, but seen no more: {sorted(unseen)}")
    print(f"\n{len(cases)} tokens; differences, each explained:")
    for (partner, kind), count in sorted(seen.items()):
        print(f"  {partner:9} {kind:20} {count:2}  {EXPLAINED[partner, kind]}")
    return 1 if unexplained or wrong or unseen else 0


if __name__ == "__main__":
    sys.exit(main())
