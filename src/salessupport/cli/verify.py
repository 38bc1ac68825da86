"""The verb `verify`: add a close's proof up again, without its books and without what wrote it."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Add up a close's proof.json again; exit 0 ok, 1 says the first place that is wrong, 2 no proof / 验算结账证明."""
    from salessupport.verify import main

    sys.exit(main(str(file)))
