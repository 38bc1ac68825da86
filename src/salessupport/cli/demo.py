"""`demo`: an invented company's books, written, read back, and its last month closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from salessupport.cli import tables
from salessupport.cli.common import answered, json_option, language_option, print_json
from salessupport.domain.values.dates import Period

LAST_MONTH = "2026-10"
CLOSED_AFTER = timedelta(days=3)
"""The demo's clock stands on the third day of the next month, so that every run gives the same figures."""


@click.command()
@json_option
@language_option
@click.option("--orders", type=click.IntRange(min=1), help="Make this many orders of five lines / 订单数.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another company / 随机种子.")
@click.option("--out", type=click.Path(path_type=Path), help="New folder for books and sheets; demo if left out.")
@click.option("--erp", is_flag=True, help="Then send everything to an ERP in memory and compare / 再与内存 ERP 核对.")
@answered
def demo(
    orders: int | None, seed: int, out: Path | None, language: Literal["zh_CN", "en"], *, erp: bool, as_json: bool
) -> None:
    """Close the last month of an invented company / 演示."""
    from salessupport.books.demo import demo_company
    from salessupport.books.writer import write_books
    from salessupport.desk import Desk

    folder = out or _free(Path("demo"))
    company, facts = demo_company(seed=seed, orders=orders, last_month=LAST_MONTH)
    write_books(folder / "books", company, facts, form="csv", language=language)
    closed_on = Period.month(LAST_MONTH).last + CLOSED_AFTER
    now = datetime.combine(closed_on, time(9), ZoneInfo(company.timezone))
    desk = Desk.open(folder / "books", clock=lambda: now)
    answer = desk.close(LAST_MONTH, out=folder / LAST_MONTH, language=language)
    if as_json:
        print_json(answer)
        return
    tables.worst_payers(desk.ageing(as_of=answer.as_of), {one.id: one.name for one in facts.customers})
    tables.close(answer, folder / LAST_MONTH)
    click.echo(f"账簿 books: {folder / 'books'}")
    if erp:
        _compare(folder / "books", answer.as_of)


def _compare(books: Path, as_of: date) -> None:
    """Send the books to an ERP in memory, and compare what both sides hold open."""
    from salessupport.cli import link_tables
    from salessupport.linking.session import linked

    (books / "salessupport.toml").write_text(_CONNECTION, encoding="utf-8")
    with linked(books, "erp") as link:
        link_tables.pushed(link.push())
        link.pull()
        link_tables.tie(link.tie(as_of=as_of))


_CONNECTION = """[adapters.erp]
adapter = "memory"

[adapters.erp.config]
remote = "demo"
"""


def _free(wanted: Path) -> Path:
    """The first of demo, demo-2, demo-3 … that does not exist."""
    number, free = 1, wanted
    while free.exists():
        number += 1
        free = wanted.with_name(f"{wanted.name}-{number}")
    return free
