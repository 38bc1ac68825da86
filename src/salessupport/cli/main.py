"""The `salessupport` command: the group and its verbs."""

from __future__ import annotations

import click

from salessupport._version import __version__
from salessupport.cli import (
    certify_verbs,
    demo,
    link_verbs,
    matching_verbs,
    new_adapter_verb,
    office,
    outbox_verbs,
    pay_verbs,
    plugin_verbs,
    procedure_verbs,
    show,
    verify,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="salessupport")
def main() -> None:
    """The back office of a sales department on a folder of spreadsheets / 销售内勤."""


show.show.add_command(matching_verbs.confirmations)
main.add_command(show.show)
main.add_command(demo.demo)
main.add_command(verify.verify)
_MODULES = (
    office,
    procedure_verbs,
    matching_verbs,
    pay_verbs,
    plugin_verbs,
    certify_verbs,
    new_adapter_verb,
    outbox_verbs,
    link_verbs,
)
for _verb in (verb for module in _MODULES for verb in module.VERBS):
    main.add_command(_verb)
