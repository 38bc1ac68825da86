"""Writing a file whole or not at all: a temporary one beside it, forced to disk, then put in its place (B76)."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from salessupport.domain.values.errors import StoreFull


def write_atomically(path: Path, data: bytes) -> None:
    """Replace or make the file; `StoreFull` if that fails, and then the old file is intact and nothing is left over."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)  # noqa: PTH105 - Path.replace is the same call; this one can be watched in tests
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreFull("store.write", path=str(path), reason=error.strerror or type(error).__name__) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing; `StoreFull` if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFull("store.write", path=str(folder), reason=error.strerror or type(error).__name__) from error


def _sync_folder(folder: Path) -> None:
    """Force the new name to disk where the system can open a folder (not on Windows)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
