"""`assay explain`: why a token, a bundle of evidence or a refusal was refused, and what to do. Nothing is sent without `--online`."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from assay.cli.explaining.call import EXAMPLES, Call
from assay.cli.terminal.exit_status import ExitStatus

if TYPE_CHECKING:
    from assay.cli.explaining.catalogue_page import CatalogueRecord
    from assay.cli.terminal.parser import CommandParser
    from assay.diagnosis.answer import Answer

MAX_BUNDLE_BYTES = 16 * 1024 * 1024


def run(arguments: list[str]) -> int:
    """Run `assay explain …`: 0 accepted or undecided, 1 refused, 2 words or a file are off, 6 not found."""
    if arguments[:1] == ["aws"]:
        from assay.cli.explaining.aws_credentials import run as explain_aws

        return explain_aws(arguments[1:])
    args = _read_call(arguments)
    if args.online and (args.bundle or args.refusal):
        _refuse_online()
    if args.bundle:
        return _bundles(args)
    if args.refusal:
        from assay.cli.explaining.refusal_page import explain_refusal

        return explain_refusal(args.refusal, config=args.config, as_json=args.output == "json")
    if not args.words and args.online and args.issuer:
        return _token("", args)
    if not args.words:
        from assay.cli.terminal.faults import UsageFault

        raise UsageFault(
            "nothing to explain was given", fix="Give a token, @FILE, - for stdin, a code, --refusal or --bundle."
        )
    subject = " ".join(args.words)
    if args.words[0] == "-" or args.words[0].startswith("@"):
        from assay.cli.explaining.pasted_input import text_of_input

        return _token(text_of_input(args.words), args)
    if not subject.strip():
        from assay.cli.explaining.pasted_input import nothing_in

        raise nothing_in("what was given")
    known = _known_code(subject)
    if known is not None:
        return known.show(as_json=args.output == "json")
    return _token(subject, args)


def _read_call(arguments: list[str]) -> Call:
    call = Call()
    if len(arguments) == 1 and arguments[0].startswith("eyJ"):
        call.words = arguments  # a token alone, the commonest call, needs nothing that reads options
        return call
    return _parser().parse_args(arguments, call)


def _parser() -> CommandParser:
    from assay.cli.explaining.saving import add_saving
    from assay.cli.terminal.parser import CommandParser, add_config, add_output

    parser = CommandParser("assay explain", "Says why a token or a request is refused, and what to do.", EXAMPLES)
    parser.add_argument(
        "words",
        nargs="*",
        metavar="X",
        help="a token or an error text, @FILE, - for stdin, or a reason's or cause's code",
    )
    parser.add_argument(
        "--bundle", nargs="+", metavar="FILE", help="bundles of evidence; one answer each, in this order"
    )
    parser.add_argument("--refusal", metavar="ID", help="a refusal id of the server whose settings are found here")
    keys = parser.add_argument_group("the receiver's view")
    keys.add_argument("--key", metavar="FILE", help="a PEM public key or certificate, or one JWK")
    keys.add_argument("--jwks", metavar="FILE", help="a JWK set")
    keys.add_argument("--secret-file", metavar="FILE", help="the secret of an HMAC signature, as the receiver has it")
    keys.add_argument("--issuer", metavar="URL", help="the issuer that the receiver expects")
    keys.add_argument("--audience", metavar="AUD", action="append", help="an audience; may be repeated")
    keys.add_argument("--alg", metavar="ALG", action="append", help="an allowed algorithm; may be repeated")
    keys.add_argument("--leeway", metavar="TIME", help="tolerated clock difference, as in 30s")
    keys.add_argument("--at", metavar="TIME", help="the instant to judge at (RFC 3339 or epoch seconds; default: now)")
    add_output(parser)
    parser.add_argument("--html", dest="output", action="store_const", const="html", help="one HTML file for a ticket")
    parser.add_argument(
        "--online",
        action="store_true",
        help="ask the issuer of --issuer for its metadata and keys; each request is shown",
    )
    add_saving(parser)
    add_config(parser)
    return parser


def _known_code(text: str) -> CatalogueRecord | None:
    if len(text) > 100 or "." not in text or text.startswith("eyJ"):
        return None
    from assay.cli.explaining.catalogue_page import FORM_OF_CODE, code_not_found, known_code

    known = known_code(text)
    if known is None and FORM_OF_CODE.fullmatch(text):
        raise code_not_found(text)
    return known


# ---------------------------------------------------------------------------------------------- a token


def _token(text: str, args: Call) -> int:
    from assay.diagnosis.bundle import read_bundle
    from assay.diagnosis.diagnosis import diagnose

    document = _as_bundle(text, args)
    online = None
    if args.online:
        from assay.cli.explaining.online import Online, ask_named_issuer

        online = Online()
        document = ask_named_issuer(document, args.issuer, online)
    _save(document, args)
    answer = diagnose(read_bundle(document))
    print(_shown(answer, args.output, None if online is None else online.document), end="")
    came_to = answer.verdict if args.output == "json" else answer.outcome  # the status says what the output says
    if online is not None:
        return online.status(came_to)
    return ExitStatus.REFUSED if came_to == "refused" else ExitStatus.FINE


def _as_bundle(text: str, args: Call) -> dict[str, Any]:
    from assay.diagnosis.evidence.recognised import recognise
    from assay.diagnosis.facts.instants import show_instant

    found = recognise(text)
    verifier: dict[str, Any] = dict(found["verifier"]) if isinstance(found.get("verifier"), dict) else {}
    if args.issuer is not None:
        verifier["issuer"] = args.issuer
    if args.audience:
        verifier["audience"] = args.audience
    if args.alg:
        verifier["algorithms"] = args.alg
    if args.leeway is not None:
        from assay.cli.terminal.words import duration

        verifier["leeway_seconds"] = duration(args.leeway)
    key = _key(args)
    if key:
        verifier["key"] = key
    document = {"assay_bundle": 1, "now": show_instant(_instant(args.at))} | found | {"verifier": verifier}
    return document | ({"now": show_instant(_instant(args.at))} if args.at is not None else {})


def _key(args: Call) -> dict[str, Any]:
    key: dict[str, Any] = {}
    if not (args.secret_file or args.jwks or args.key):
        return key
    from assay.cli.terminal.words import file_text

    if args.secret_file:
        key["secret"] = file_text(args.secret_file, "the secret")
    if args.jwks:
        key["jwks"] = _json(file_text(args.jwks, "the JWK set"), args.jwks)
    if args.key:
        text = file_text(args.key, "the key")
        if text.lstrip().startswith("{"):
            document = _json(text, args.key)
            key["jwks"] = document if "keys" in document else {"keys": [document]}
        else:
            key |= {"pem": text, "file": args.key}
    return key


def _json(text: str, name: str) -> dict[str, Any]:
    from assay.cli.terminal.faults import UsageFault

    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise UsageFault(
            f"the file {name!r} is not JSON: {fault}", fix="Give a JWK set as the issuer publishes it."
        ) from None
    if not isinstance(document, dict):
        raise UsageFault(f"the file {name!r} is no JSON object", fix="Give a JWK set as the issuer publishes it.")
    return document


def _instant(text: str | None) -> float:
    if text is None:
        from assay.outbound.system import system_clock

        return system_clock()
    from assay.cli.terminal.faults import UsageFault
    from assay.diagnosis.facts.instants import parse_instant

    try:
        moment = parse_instant(text) if "-" in text else float(text)
    except ValueError:
        moment = None
    if moment is None or not abs(moment) < 1e11:
        raise UsageFault(f"{text!r} is no instant", expected="RFC 3339, as in 2026-11-24T10:00:00Z, or epoch seconds")
    return moment


# ---------------------------------------------------------------------------------------------- bundles


def _bundles(args: Call) -> int:
    """One answer per file, in the order given; a file that is no bundle does not stop the others."""
    _require_one_page(args)
    from assay.diagnosis.as_json import fault_document, one_line
    from assay.diagnosis.bundle import BundleFaultError, parse_bundle
    from assay.diagnosis.diagnosis import diagnose

    status = ExitStatus.FINE
    for name in args.bundle:
        try:
            raw = _bundle_bytes(name)
            answer = diagnose(parse_bundle(raw))
        except (BundleFaultError, OSError) as fault:
            seen = str(fault) if isinstance(fault, BundleFaultError) else fault.strerror or "it cannot be read"
            status = ExitStatus.USAGE
            if args.output == "json":
                print(one_line(fault_document(seen)))
            else:
                from assay.decision.evidence import escaped

                print(f"assay: {escaped(name)} is no bundle of evidence: {escaped(seen)}", file=sys.stderr)
            continue
        if args.save:
            _save(json.loads(raw.decode("utf-8-sig")), args)
        print(_shown(answer, args.output), end="\n" if args.output == "text" else "")
        if answer.verdict == "refused" and status == ExitStatus.FINE:
            status = ExitStatus.REFUSED
    return status


def _bundle_bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MAX_BUNDLE_BYTES + 1)
    with open(name, "rb") as file:  # noqa: PTH123 - pathlib costs start-up time
        return file.read(MAX_BUNDLE_BYTES + 1)


def _require_one_page(args: Call) -> None:
    for given, option in ((args.output == "html", "--html"), (args.save, "--save")):
        if given and len(args.bundle) > 1:
            from assay.cli.terminal.faults import UsageFault

            raise UsageFault(f"{option} makes one file, of one bundle", fix="Run it once per bundle, or use --json.")


def _refuse_online() -> None:
    from assay.cli.terminal.faults import UsageFault

    raise UsageFault(
        "--online is for evidence of this moment",
        fix="A bundle and a refusal are explained with their own clock, offline.",
    )


def _save(document: dict[str, Any], args: Call) -> None:
    if args.save is not None:
        from assay.cli.explaining.saving import save_evidence

        save_evidence(document, args.save, secrets=args.save_secrets)


def _shown(answer: Answer, output: str, more: dict[str, Any] | None = None) -> str:
    if output == "json":
        from assay.diagnosis.as_json import answer_document, one_line

        return one_line(answer_document(answer) | (more or {})) + "\n"
    if output == "html":
        from assay.diagnosis.as_html import answer_document_html

        return answer_document_html(answer)
    from assay.diagnosis.as_text import answer_page

    return answer_page(answer, colour=_colour())


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
