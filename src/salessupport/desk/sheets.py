"""The month's workbooks: statements one file per customer and their index, receivables with ageing, the exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from salessupport.domain.receivables.statement import Statement
from salessupport.domain.values.messages import Language

if TYPE_CHECKING:
    from salessupport.desk.closing import Prepared

_UNSAFE = re.compile(r"[^\w.()（）-]+")


def write_month(prepared: Prepared, out: Path, *, language: Language) -> tuple[str, ...]:
    """Write all workbooks of a month into `out`; gives their names, relative to it."""
    from salessupport.reports import terms
    from salessupport.reports.sheet import Imprint
    from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
    from salessupport.reports.sheets.exceptions import exceptions_sheet
    from salessupport.reports.sheets.statement import Issued, statement_index, statement_sheet
    from salessupport.reports.xlsx import write_workbook

    chinese = language == "zh_CN"
    month, aged = prepared.month, prepared.ageing
    imprint = Imprint(prepared.history.company.name, prepared.known_at)
    names = {customer.id: customer.name for customer in prepared.history.facts.customers}
    period = terms.period(month.first, month.last)
    folder = "对账单" if chinese else "statements"
    issued = [Issued(one, f"{folder}/{name}") for one, name in _file_names(prepared.statements)]
    (out / folder).mkdir(exist_ok=True)
    for number, each in enumerate(issued, 1):
        content = statement_sheet(each.statement, number=f"{month.name}-{number:04d}", imprint=imprint)
        write_workbook(out / each.file, [content], language=language, created=prepared.known_at)
    books = {
        "对账单目录.xlsx" if chinese else "statements.xlsx": [statement_index(issued, imprint=imprint, period=period)],
        "应收账款.xlsx" if chinese else "receivables.xlsx": [
            ageing_summary(aged, names=names, imprint=imprint),
            ageing_detail(aged, names=names, imprint=imprint),
        ],
        "异常清单.xlsx" if chinese else "exceptions.xlsx": [
            exceptions_sheet(prepared.exceptions, imprint=imprint, period=period)
        ],
    }
    for name, contents in books.items():
        write_workbook(out / name, contents, language=language, created=prepared.known_at)
    return tuple(each.file for each in issued) + tuple(books)


def _file_names(statements: Sequence[Statement]) -> Iterator[tuple[Statement, str]]:
    """Customer id and name, without what a file system may refuse; a name that is taken gets a number."""
    taken: set[str] = set()
    for one in statements:
        name = _UNSAFE.sub("_", f"{one.customer} {one.name}").strip("._ ")[:80]
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free.casefold())
        yield one, f"{free}.xlsx"
