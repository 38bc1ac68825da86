"""The `salessupport` command: the group and its verbs."""

from __future__ import annotations

import click

from salessupport._version import __version__
from salessupport.cli import demo, matching_verbs, office, pay_verbs, procedure_verbs, show, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="salessupport")
def main() -> None:
    """The back office of a sales department on a folder of spreadsheets / 销售内勤."""


show.show.add_command(matching_verbs.confirmations)
main.add_command(show.show)
main.add_command(demo.demo)
main.add_command(verify.verify)
for _verb in (*office.VERBS, *procedure_verbs.VERBS, *matching_verbs.VERBS, *pay_verbs.VERBS):
    main.add_command(_verb)
