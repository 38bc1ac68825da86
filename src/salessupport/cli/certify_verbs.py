"""`certify`: every adapter of an installed distribution against the laws of its port."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from salessupport.cli.common import answered
from salessupport.cli.console import new_table, print_all

if TYPE_CHECKING:
    from salessupport.testing.certify.distribution import Certified


@click.command()
@click.argument("distribution", metavar="DIST")
@click.option("--only", default="", help="One adapter, as PORT or PORT.NAME / 只认证一个.")
@click.option(
    "--depth",
    type=click.Choice(["quick", "certify", "soak"]),
    default="quick",
    show_default=True,
    help="How hard every law is tried / 力度.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for certificate.json and certificate.md / 证书文件夹.",
)
@answered
def certify(distribution: str, only: str, depth: str, out: Path | None) -> None:
    """Try an installed package's adapters; exit 0 certified, 1 not, 2 nothing to try / 认证适配器."""
    from salessupport.domain.values.errors import ConfigError

    try:
        from salessupport.testing.certify.certificate import Depth
        from salessupport.testing.certify.distribution import certified
    except ImportError:
        raise ConfigError("certify.extra") from None
    answer = certified(distribution, depth=Depth[depth.upper()], only=only)
    if out is not None:
        _write(answer, out)
    _show(answer)
    sys.exit(0 if answer.good else 1)


def _write(answer: Certified, out: Path) -> None:
    from salessupport.tabular.atomic import make_folder, write_atomically
    from salessupport.testing.certify.distribution import FILE, PAGE

    make_folder(out)
    write_atomically(out / FILE, answer.as_json().encode())
    write_atomically(out / PAGE, answer.as_page().encode())


def _show(answer: Certified) -> None:
    table = new_table(
        f"{answer.distribution} {answer.version} · {answer.depth}",
        ["端口\nPort", "适配器\nAdapter", "结论\nVerdict"],
        ["遵守\nKept", "不适用\nn/a", "故障\nFaults"],
    )
    for one in answer.certificates:
        kept, apart = (sum(law.verdict == word for law in one.laws) for word in ("kept", "does not apply"))
        table.add_row(one.port, one.adapter, one.verdict, str(kept), str(apart), str(sum(one.faults.values())))
    print_all(table)
    for one in answer.certificates:
        for law in one.laws:
            if law.story and law.verdict != "waived":
                print_all(Text(f"\n{one.port} {one.adapter}\n{law.story}"))


VERBS = (certify,)
