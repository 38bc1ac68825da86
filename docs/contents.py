"""Looks into built distributions: `contents.py WHEEL SDIST` says what is missing and what should not be there."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

IN_WHEEL = ("salessupport/__init__.py", "salessupport/py.typed", "licenses/LICENSE", "entry_points.txt")
IN_SDIST = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "src/salessupport/__init__.py")
NOWHERE = ("tests/", "__pycache__", ".nox", ".venv", "docs/")


def faults(names: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Say what of `wanted` no name ends with, and which names should not be there."""
    missing = [f"missing: {one}" for one in wanted if not any(name.endswith(one) for name in names)]
    return missing + [f"should not be there: {name}" for name in names if any(one in name for one in NOWHERE)]


def main(wheel: Path, sdist: Path) -> int:
    """Print the faults of both files; 0 where there is none."""
    with zipfile.ZipFile(wheel) as archive:
        found = faults(archive.namelist(), IN_WHEEL)
    with tarfile.open(sdist) as archive:
        found += faults(archive.getnames(), IN_SDIST)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
