from __future__ import annotations

import os

import pytest

from assay.ports.store import StoreUnusable
from assay.storage.sqlite.serving_lock import lock_for_serving


def test_a_second_process_may_not_serve_from_the_file(database):
    lock = lock_for_serving(database)
    with pytest.raises(StoreUnusable, match="another process serves"):
        lock_for_serving(database)
    lock.release()
    lock_for_serving(database).release()


def test_the_lock_ends_with_its_process_however_it_ends(database):
    child = os.fork()
    if child == 0:
        lock_for_serving(database)
        os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    lock_for_serving(database).release()


def test_a_folder_that_is_not_there_is_no_fault_of_ours(tmp_path):
    with pytest.raises(StoreUnusable, match="No such file or directory"):
        lock_for_serving(tmp_path / "nowhere" / "assay.db")
