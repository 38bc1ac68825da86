"""`what-if`: another commission plan, or another allocation policy, tried on what has happened; nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from salessupport.cli import pay_tables
from salessupport.cli.common import answered, books_option, json_option, known_at_option, open_desk, print_json
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.policies import AllocationPolicy


class PeriodType(click.ParamType[Period]):
    """A month 2026-10, a quarter 2026Q4 or a year 2026."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read the option's text."""
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(value)
        except SalesSupportError as error:
            self.fail(error.message("en"), param, ctx)


@click.command("what-if")
@books_option
@known_at_option
@json_option
@click.option(
    "--plan",
    "plans",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Plan, tiers or rates as CSV, workbook or TOML in the form of the books; repeatable / 拟用方案的文件.",
)
@click.option("--allocation", type=click.Choice(get_args(AllocationPolicy)), help="Another policy / 拟用核销办法.")
@click.option("--from", "first", type=PeriodType(), required=True, help="First month, quarter or year / 起始期间.")
@click.option("--to", "last", type=PeriodType(), required=True, help="Last month, quarter or year / 截止期间.")
@answered
def what_if(
    books: str,
    known_at: date | None,
    plans: tuple[Path, ...],
    allocation: AllocationPolicy | None,
    first: Period,
    last: Period,
    *,
    as_json: bool,
) -> None:
    """What another plan or allocation policy would change; nothing is written / 试算."""
    if bool(plans) == (allocation is not None):
        raise click.UsageError("give either --plan or --allocation / 请给出 --plan 或 --allocation 之一")
    desk = open_desk(books)
    if allocation is not None:
        other = desk.what_if_allocated(allocation, first=first.first, last=last.last, known_at=known_at)
        print_json(other) if as_json else pay_tables.other_allocation(other)
        return
    answer = desk.what_if(plans, first=first.first, last=last.last, known_at=known_at)
    print_json(answer) if as_json else pay_tables.what_if(answer)


VERBS = (what_if,)
