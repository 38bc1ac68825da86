"""The clerk's verbs: check, explain, close, and what writes to the books."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from salessupport.cli import tables
from salessupport.cli.common import (
    DATE,
    answered,
    books_option,
    dry_run_option,
    json_option,
    known_at_option,
    language_option,
    open_desk,
    print_json,
    question,
    say_change,
)

if TYPE_CHECKING:
    from salessupport.domain.values.findings import Finding

Language = Literal["zh_CN", "en"]


@click.command()
@books_option
@json_option
@click.option("--report", type=click.Path(path_type=Path), help="Also write the findings as a workbook / 问题清单.")
@answered
def check(books: str, report: Path | None, *, as_json: bool) -> None:
    """All findings of the books; exit 0 clean, 1 findings, 2 unreadable / 检查账簿."""
    from salessupport.domain.values.errors import ValidationReport

    try:
        answer = open_desk(books).check()
    except ValidationReport as error:
        if report is not None:
            _write_report(error.findings, books, report)
        raise
    if report is not None:
        _write_report(answer.findings, books, report)
    print_json(answer) if as_json else tables.check(answer)
    sys.exit(0 if answer.clean else 1)


def _write_report(findings: Iterable[Finding], books: str, report: Path) -> None:
    from salessupport.books.report import write_report

    write_report(findings, Path(books), report)
    click.echo(str(report), err=True)


@click.command()
@click.argument("row_id", metavar="ID")
@question
@answered
def explain(row_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """The reasons behind a contract, invoice, receipt, charge, allocation or PERIOD:SALESPERSON[:LINE] / 为什么."""
    answer = open_desk(books).explain(row_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else tables.explanation(answer)


@click.command()
@click.argument("month")
@books_option
@json_option
@known_at_option
@language_option
@dry_run_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the sheets / 输出文件夹.")
@answered
def close(
    month: str, books: str, known_at: date | None, language: Language, out: Path, *, as_json: bool, dry_run: bool
) -> None:
    """Close a month: statements, receivables with ageing, exceptions, close.json / 月结."""
    answer = open_desk(books).close(month, out=out, known_at=known_at, language=language, dry_run=dry_run)
    print_json(answer) if as_json else tables.close(answer, out)


@click.command()
@click.argument("month")
@books_option
@json_option
@dry_run_option
@answered
def reopen(month: str, books: str, *, as_json: bool, dry_run: bool) -> None:
    """Open a closed month again / 反结账."""
    say_change(open_desk(books).reopen(month, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("source")
@click.argument("target")
@click.argument("amount", required=False)
@books_option
@json_option
@dry_run_option
@click.option("--on", type=DATE, help="Day of the allocation; today if left out / 核销日.")
@answered
def allocate(
    source: str, target: str, amount: str | None, books: str, on: date | None, *, as_json: bool, dry_run: bool
) -> None:
    """Place money of SOURCE on TARGET; without AMOUNT as much as fits / 核销."""
    say_change(open_desk(books).allocate(source, target, amount=amount, on=on, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("row_id", metavar="ID")
@books_option
@json_option
@dry_run_option
@click.option("--on", type=DATE, help="Day from which it is taken back; today if left out / 冲销日.")
@answered
def undo(row_id: str, books: str, on: date | None, *, as_json: bool, dry_run: bool) -> None:
    """Take back an allocation, or all of a receipt's / 冲销核销."""
    say_change(open_desk(books).undo(row_id, on=on, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@books_option
@json_option
@dry_run_option
@click.option("--profile", type=click.Path(path_type=Path), help="Layout of a foreign file / 版式文件.")
@answered
def intake(file: Path, books: str, profile: Path | None, *, as_json: bool, dry_run: bool) -> None:
    """Append the rows of a file to the books / 录入."""
    say_change(open_desk(books).intake(file, profile=profile, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="某某实业有限公司", show_default=True, help="Company name / 公司名称.")
@click.option("--currency", default="CNY", show_default=True, help="Company currency / 本位币.")
@answered
def init(folder: Path, name: str, currency: str) -> None:
    """Make empty books with headers, drop-downs and a help sheet / 新建账簿."""
    from salessupport.books.template import init_books

    init_books(folder, name=name, currency=currency)
    click.echo(f"{folder}: company.toml, books.xlsx")


VERBS = (allocate, check, close, explain, init, intake, reopen, undo)
