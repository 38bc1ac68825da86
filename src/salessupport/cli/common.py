"""What the verbs share: common options, opening the desk, printing an answer or an error, exit codes.

Exit codes: 0 answered (a refusal or hold is an answer), 1 findings, 2 an error, as JSON where `--json` was asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import SalesSupportError, ValidationReport

if TYPE_CHECKING:
    from salessupport.desk import Desk
    from salessupport.desk.answers import Change

P = ParamSpec("P")
R = TypeVar("R")
SHOWN_FINDINGS = 200


class DateType(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the option's text."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except SalesSupportError as error:
            self.fail(error.message("en"), param, ctx)


DATE = DateType()

_SKIP = "salessupport.skip_bad_rows"


def _remember_skip(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it
    ctx.meta[_SKIP] = value


def books_option(function: Callable[P, R]) -> Callable[P, R]:
    """Add the options that say which books to open, and how."""
    skip = click.option(
        "--skip-bad-rows",
        is_flag=True,
        expose_value=False,
        callback=_remember_skip,
        help="Leave out rows with faults, list them and mark every report / 跳过有误的行.",
    )
    books = click.option("--books", default=".", show_default=True, help="Folder of the books / 账簿文件夹.")
    return books(skip(function))


folder_option = click.option(
    "--books",
    type=click.Path(path_type=Path),
    default=".",
    show_default=True,
    help="Folder of the books / 账簿文件夹.",
)
"""For verbs about what stands beside the tables; they do not open the books themselves."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
language_option = click.option(
    "--language",
    type=click.Choice(["zh_CN", "en"]),
    default="zh_CN",
    show_default=True,
    help="Language of texts / 语言.",
)
as_of_option = click.option("--as-of", type=DATE, help="Effective date of the question; today if left out / 截至日.")
known_at_option = click.option("--known-at", type=DATE, help="Count what was recorded by this day / 登记截至日.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what would change / 只说不做.")


def question(function: Callable[P, R]) -> Callable[P, R]:
    """Add the options of every question: books, as-of, known-at, JSON."""
    for option in (json_option, known_at_option, as_of_option, books_option):
        function = option(function)
    return function


def open_desk(books: str) -> Desk:
    """Open the books that a command names; rows that were left out are told on standard error."""
    from salessupport.desk import Desk

    desk = Desk.open(books, skip_bad_rows=click.get_current_context().meta[_SKIP])
    for finding in desk.skipped[:SHOWN_FINDINGS]:
        click.echo(f"跳过 skipped {finding.place}: {finding.message('zh_CN')} / {finding.message('en')}", err=True)
    return desk


def answered(function: Callable[P, object]) -> Callable[P, None]:
    """Turn the library's errors into messages and exit codes; nothing else is caught."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except SalesSupportError as error:
            _fail(error, as_json=bool(kwargs.get("as_json")))

    return run


def _fail(error: SalesSupportError, *, as_json: bool) -> NoReturn:
    if as_json:
        print_json(error.as_json())
    for text in _lines(error):
        click.echo(text, err=True)
    sys.exit(2)


def _lines(error: SalesSupportError) -> list[str]:
    lines = [error.message("zh_CN"), error.message("en")]
    if isinstance(error, ValidationReport):
        shown = error.findings[:SHOWN_FINDINGS]
        lines += [f"  {one.place}: {one.message('zh_CN')} / {one.message('en')}" for one in shown]
        if len(error.findings) > len(shown):
            lines.append(f"  … {len(error.findings) - len(shown)} more / 另有 {len(error.findings) - len(shown)} 处")
    return lines


def print_json(value: object) -> None:
    """Print one JSON value."""
    from salessupport.desk.answers import as_json

    click.echo(json.dumps(as_json(value), ensure_ascii=False, indent=1))


def say_change(change: Change, *, as_json: bool) -> None:
    """Say what a command changed, or would change."""
    from salessupport.cli import tables

    print_json(change) if as_json else tables.change(change)
