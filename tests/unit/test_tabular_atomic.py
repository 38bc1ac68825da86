"""A file is replaced whole or not at all (B76)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from salessupport.domain.values.errors import StoreFull
from salessupport.tabular.atomic import write_atomically


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class TestWriteAtomically:
    def test_a_file_is_made_and_replaced(self, tmp_path: Path) -> None:
        """The new bytes stand under the name, nothing else is left in the folder, and the file's mode is kept."""
        path = tmp_path / "a.csv"
        write_atomically(path, b"one")
        path.chmod(0o640)
        write_atomically(path, b"two")
        assert path.read_bytes() == b"two"
        assert path.stat().st_mode & 0o777 == 0o640
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_full_disk_leaves_the_old_file(self, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever step fails, the error is typed, the old file intact, and no temporary file is left (B76)."""
        path = tmp_path / "a.csv"
        write_atomically(path, b"old")
        monkeypatch.setattr(os, step, _full)
        with pytest.raises(StoreFull) as caught:
            write_atomically(path, b"new")
        assert (caught.value.code, caught.value.outcome) == ("store.write", "NOT_DONE")
        assert "No space" in caught.value.message("en")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_missing_folder_is_a_typed_error(self, tmp_path: Path) -> None:
        """Nothing can be written into a folder that is not there."""
        with pytest.raises(StoreFull):
            write_atomically(tmp_path / "none" / "a.csv", b"x")
