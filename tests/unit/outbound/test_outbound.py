from __future__ import annotations

import subprocess
import sys


def test_the_remote_key_set_is_imported_from_the_room_itself() -> None:
    from assay.outbound import RemoteKeySet
    from assay.outbound.remote_key_set import RemoteKeySet as Defined

    assert RemoteKeySet is Defined


def test_the_room_loads_no_http_until_somebody_asks_for_it() -> None:
    program = "import sys, assay.outbound.system; assert 'http.client' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
