"""`new-adapter`: the package of a new adapter, to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from salessupport.cli.common import answered


@click.command("new-adapter")
@click.argument("port", metavar="PORT")
@click.argument("name", metavar="NAME")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="Folder in which the package's own is made / 在此文件夹内新建.",
)
@answered
def new_adapter(port: str, name: str, into: Path) -> None:
    """Write a package salessupport-NAME with an adapter of PORT, for you to fill in / 新建适配器."""
    from salessupport.scaffold.package import new_adapter

    made = new_adapter(port, name, into=into)
    for file in made.files:
        click.echo(f"  {(made.folder / file).as_posix()}")
    click.echo(f"已写好 written: {made.folder.as_posix()}")
    click.echo(f"  cd {made.folder.as_posix()} && pip install --editable . && pytest")
    click.echo(f"  salessupport certify {made.distribution}")


VERBS = (new_adapter,)
