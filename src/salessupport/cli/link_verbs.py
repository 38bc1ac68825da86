"""`pull` and `push`: documents from and to another system that `salessupport.toml` names, each once."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from salessupport.cli.common import answered, dry_run_option, folder_option, json_option, print_json

PATIENCE: Final = timedelta(minutes=2)
"""How long a push waits for what is to be tried again; later is for another push."""


@click.command()
@click.argument("connection", metavar="NAME")
@folder_option
@dry_run_option
@json_option
@answered
def pull(connection: str, books: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take over what is new at another system; exit 1 where documents differ or are refused / 拉取单据."""
    from salessupport.cli import link_tables
    from salessupport.cli.console import counting
    from salessupport.linking.session import linked

    with counting("读取 reading") as told, linked(books, connection, dry_run=dry_run, told=told) as link:
        answer = link.pull(dry_run=dry_run)
    print_json(answer) if as_json else link_tables.pulled(answer)
    sys.exit(1 if answer.left else 0)


@click.command()
@click.argument("connection", metavar="NAME")
@folder_option
@dry_run_option
@json_option
@answered
def push(connection: str, books: Path, *, dry_run: bool, as_json: bool) -> None:
    """Send what the other system does not have; exit 1 where something waits for a person / 推送单据."""
    from salessupport.cli import link_tables
    from salessupport.cli.console import counting
    from salessupport.linking.session import linked

    with counting("发送 sending") as told, linked(books, connection, dry_run=dry_run, told=told) as link:
        answer = link.push(dry_run=dry_run, patience=PATIENCE)
    print_json(answer) if as_json else link_tables.pushed(answer)
    sys.exit(1 if answer.left or answer.changed or answer.waiting else 0)


VERBS = (pull, push)
"""The verbs of this module."""
