"""The process that explains one pasted text: JSON in, JSON out, no sockets, little memory, low priority."""

from __future__ import annotations

import json
import os
import sys

from assay.diagnosis.as_html import answer_html
from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.inspection import inspected_bundle
from assay.diagnosis.json_view import View

MEMORY = 512 * 1024 * 1024
NICENESS = 5
"""Behind the token endpoint, and still done in time on a machine that is busy with it."""
CPU_SECONDS = 20
"""A second bound behind that of the parent, should the parent have died."""


def main() -> None:
    """Explain what stands on stdin."""
    _confine()
    answer = diagnose(read_bundle(inspected_bundle(View(json.load(sys.stdin)))))
    json.dump({"verdict": answer.verdict, "html": answer_html(answer)}, sys.stdout)


def _confine() -> None:
    sys.addaudithook(_refuse_outside)
    if sys.platform == "win32":
        return
    import resource

    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what was pasted is not left behind on the disk


def _refuse_outside(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system")):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
