"""Errors of other trades that the words of a refusal resemble: databases, package managers, proxies, programs that break.

No credential is in question there, and no cause of the catalogue.
"""

from __future__ import annotations

from assay.diagnosis.facts.ground import Kind

# (words in lower case, kind, headline, what the words tell, what to do)
OF_OTHER_TRADES: tuple[tuple[str, Kind, str, str, str], ...] = (
    (
        r"(?:relation|database|schema|role) \"[\w.-]+\" does not exist|\bno such table\b|table '[\w.]+' doesn't exist|column \"?[\w.]+\"? does not exist",
        "absence",
        "The database has no such table or column; no credential is in question",
        "the database names what it lacks",
        "Run the migrations that are missing, and see that the program is connected to the database that it means",
    ),
    (
        r"\beresolve\b|unable to resolve dependency tree|could not find a version that satisfies",
        "absence",
        "A package manager found no set of versions that fit together; no credential is in question",
        "the installer says so of its packages",
        "Look at which package asks for which version, and loosen or pin one of them",
    ),
    (
        r"call to undefined (?:function|method)|cannot read propert(?:y|ies) of (?:undefined|null) \(reading '(?!(?:kid|alg|header|payload|exp|sub|aud|iss|split|authorization|token|\w*token)')",
        "absence",
        "The program took a value for an object that is not there; nothing was refused",
        "the language names what was asked of it",
        "See in the stack trace which value is undefined, and where it should have come from",
    ),
    (
        (
            r"\A(?![\s\S]*(?:jwks|token|auth|cookie|header|call-?back|log-?in|well-known))[\s\S]*?(?:bad gateway|upstream timed out)"
            r"|\A(?![\s\S]*(?:jwks|remote fetch|well-known|invalid|expired|denied|unauthori|\b40[013]\b|signature|malformed|not configured|forbidden))[\s\S]*?(?:upstream connect error or disconnect|no healthy upstream)"
        ),
        "absence",
        "The proxy got no answer from the server behind it; no credential is in question",
        "the proxy says so of its upstream",
        "See whether the server behind the proxy runs and answers in time (its own log, the proxy's error log)",
    ),
    (
        r"\A(?![\s\S]*(?:jwks|well-known|/certs|/keys|proxy|\btls\b|\bssl\b|invalid|expired|denied|unauthori|\b40[013]\b|signature|malformed|not configured|forbidden))[\s\S]*?(?:\beconnreset\b|connection reset by peer|socket hang up|\betimedout\b)",
        "absence",
        "The connection broke before anybody answered; no credential is in question",
        "the system says so of the connection",
        "Try again; where it stays so, look at the way between the two machines (DNS, firewall, load balancer)",
    ),
    (
        r"\bmodulenotfounderror\b|no module named|cannot find module '|\bclassnotfoundexception\b|noclassdeffounderror",
        "absence",
        "The program lacks a library; nothing was refused",
        "the language names the module that it does not find",
        "Install it in the environment that the program runs in, and see that this is the environment that was meant",
    ),
    (
        r"\boutofmemoryerror\b|java heap space|\boom-?killed\b|out of memory\b|segmentation fault|no space left on device|disk quota exceeded",
        "limit",
        "The machine or the process has no room left; no credential is in question",
        "the system names memory or disk",
        "Look at what uses it up, and give more or use less",
    ),
    (
        r"index out of (?:range|bounds)|\bnil pointer dereference|nullpointerexception(?![\s\S]*(?:token|jwt|secret|key|auth))",
        "absence",
        "The program broke at a value that is not there; nothing was refused",
        "its own language says so",
        "See in the stack trace which value is missing, and where it should have come from",
    ),
    (
        r"\b[\w.-]+: (?:command )?not found\s*$|\bcommand not found\b|is not recognized as an internal or external command",
        "absence",
        "The shell does not find this program; nothing was refused",
        "the shell names what it looked for",
        "Install it, or put its directory into PATH",
    ),
    (
        r"port is already allocated|address already in use|\beaddrinuse\b",
        "absence",
        "Another program holds the port; no credential is in question",
        "the system says so of the port",
        "Stop the other program, or take another port",
    ),
    (
        r"\[rejected\][^\n]{0,120}(?:fast-forward|fetch first|stale info)|refusing to merge unrelated histories",
        "absence",
        "Git took the sign-in; the branch has moved on since",
        "Git says so of the branch",
        "Fetch and rebase or merge, then push again",
    ),
    (
        r"\bcannot find symbol\b|\berror ts\d{4}\b|\A(?![\s\S]*(?:token|credential|sign|auth|denied|invalid|expired|jwt|\bkey|aws|refus|secret))[\s\S]*?\bmake(?:\[\d+\])?: \*\*\*",
        "absence",
        "The program was not built; nothing was refused",
        "the compiler or make says so",
        "Read the first error above it, and mend that",
    ),
)  # fmt: skip
