"""Packages of adapters as if they were installed, without an installer: on the path, their metadata beside them."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def announce(package: Path, site: Path) -> None:
    """Write the metadata of a package, as its `pyproject.toml` says, into a folder that stands for `site-packages`."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    folder.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n"
    (folder / "METADATA").write_text(metadata, encoding="utf-8")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in named.items())
        for group, named in project["entry-points"].items()
    ]
    (folder / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")


@contextmanager
def installed(site: Path, *packages: Path) -> Iterator[None]:
    """Have these packages importable and announced, here and in processes started from here."""
    for package in packages:
        announce(package, site)
    added = [str(site), *(str(package / "src") for package in packages)]
    path, before = list(sys.path), os.environ.get("PYTHONPATH")
    sys.path[:0] = added
    os.environ["PYTHONPATH"] = os.pathsep.join([*added, *path])
    try:
        yield
    finally:
        sys.path[:] = path
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)
        names = {child.name for package in packages for child in (package / "src").iterdir()}
        for name in [one for one in sys.modules if one.partition(".")[0] in names]:
            del sys.modules[name]
