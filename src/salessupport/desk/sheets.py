"""The month's workbooks: statements one file per customer with their index, receivables, contracts, exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from salessupport.desk.contract_sheets import contract_workbooks
from salessupport.desk.papers import month_papers, paper_workbooks
from salessupport.desk.settlement_sheets import personal_workbooks, settlement_workbooks
from salessupport.desk.workbook import Workbook, file_name, renamed
from salessupport.domain.facts import RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.pay.settlement import settled
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.statement import Statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.messages import Language
from salessupport.tabular.atomic import make_folder

if TYPE_CHECKING:
    from salessupport.desk.month import Prepared
    from salessupport.reports.sheet import SheetContent
    from salessupport.reports.sheets.statement import Issued


def write_month(prepared: Prepared, out: Path, *, language: Language) -> tuple[str, ...]:
    """Write all workbooks of a month into `out`; gives their names, relative to it."""
    names = []
    for workbook in _workbooks(prepared, language):
        contents = [_marked(content, prepared.skipped) for content in workbook.contents]
        _write(evolve(workbook, contents=contents), out, language, prepared.known_at)
        names.append(workbook.name)
    return tuple(names)


def print_paper(
    history: History, ledger: Ledger, paper: RegisterPaper, out: Path, *, language: Language
) -> tuple[Path, ...]:
    """Write the workbooks of one issued paper into `out`; gives their paths."""
    from salessupport.reports.sheet import Imprint

    imprint = Imprint(history.company.name, ledger.as_of)
    books = paper_workbooks(history, ledger, paper, imprint, chinese=language == "zh_CN")
    return tuple(_write(book, out, language, ledger.as_of) for book in books)


def write_settlements(
    history: History,
    period: Period,
    out: Path,
    *,
    salesperson: str | None,
    made_on: date,
    skipped: int,
    language: Language,
) -> tuple[Path, ...]:
    """Write the settlement of each person, or of one (`NotFound` where there is none), into `out`; gives the paths."""
    from salessupport.reports.sheet import Imprint

    found = settled(history, period)
    if salesperson is not None and all(one.statement.salesperson != salesperson for one in found.settlements):
        raise NotFound("id.not_found", path=salesperson, id=salesperson, table="commission")
    imprint = Imprint(history.company.name, made_on)
    books = personal_workbooks(history, [found], imprint, chinese=language == "zh_CN", salesperson=salesperson)
    return tuple(
        _write(evolve(book, contents=[_marked(one, skipped) for one in book.contents]), out, language, made_on)
        for book in books
    )


def write_reply_sheet(company: str, statement: Statement, path: Path, *, made_on: date, language: Language) -> Path:
    """Write a statement to be answered line by line, numbered by its customer and last day."""
    from salessupport.reports.sheet import Imprint
    from salessupport.reports.sheets.reply import reply_sheet

    number = f"{statement.last:%Y-%m}-{statement.customer}"
    content = reply_sheet(statement, number=number, imprint=Imprint(company, made_on))
    return _write(Workbook(path.name, [content]), path.parent, language, made_on)


def _write(workbook: Workbook, out: Path, language: Language, created: date) -> Path:
    from salessupport.reports.xlsx import write_workbook

    path = out / workbook.name
    make_folder(path.parent)
    write_workbook(path, workbook.contents, language=language, created=created)
    return path


def _workbooks(prepared: Prepared, language: Language) -> Iterator[Workbook]:
    """S20 for every customer with movement or balance, their index, S21, the sheets of contracts, the exceptions."""
    from salessupport.reports import terms
    from salessupport.reports.sheet import Imprint
    from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
    from salessupport.reports.sheets.exceptions import exceptions_sheet
    from salessupport.reports.sheets.statement import statement_index, statement_sheet

    chinese = language == "zh_CN"
    month, aged = prepared.month, prepared.ageing
    imprint = Imprint(prepared.history.company.name, prepared.known_at)
    customers = {customer.id: customer.name for customer in prepared.history.facts.customers}
    period = terms.period(month.first, month.last)
    issued = _issued(prepared.statements, "对账单" if chinese else "statements")
    for number, each in enumerate(issued, 1):
        sheet = statement_sheet(each.statement, number=f"{month.name}-{number:04d}", imprint=imprint)
        yield Workbook(each.file, [sheet])
    index = statement_index(issued, imprint=imprint, period=period)
    yield Workbook("对账单目录.xlsx" if chinese else "statements.xlsx", [index])
    summary = ageing_summary(aged, names=customers, imprint=imprint)
    detail = ageing_detail(aged, names=customers, imprint=imprint)
    by_instalment = ageing_detail(prepared.by_instalment, names=customers, imprint=imprint)
    by_instalment = renamed(by_instalment, "应收明细（按合同）", "Receivables by instalment")
    yield Workbook("应收账款.xlsx" if chinese else "receivables.xlsx", [summary, detail, by_instalment])
    yield from contract_workbooks(prepared, imprint, chinese=chinese)
    yield from month_papers(prepared.history, prepared.ledger, month, imprint, chinese=chinese)
    yield from settlement_workbooks(prepared.history, prepared.settled, imprint, chinese=chinese)
    exceptions = exceptions_sheet(prepared.exceptions, imprint=imprint, period=period)
    yield Workbook("异常清单.xlsx" if chinese else "exceptions.xlsx", [exceptions])


def _marked(content: SheetContent, skipped: int) -> SheetContent:
    """Say on the sheet itself that rows of the books were left out."""
    from salessupport.reports.sheet import Paragraph

    if not skipped:
        return content
    words = (
        f"注意：账簿有 {skipped} 行因错误未载入",
        f"Note: {skipped} rows of the books were left out for their faults",
    )
    return evolve(content, remarks=(*content.remarks, Paragraph(words, bold=True)))


def _issued(statements: Iterable[Statement], folder: str) -> list[Issued]:
    """Name each file by customer id and name, without what a file system may refuse; a taken name gets a number."""
    from salessupport.reports.sheets.statement import Issued

    taken: set[str] = set()
    issued = []
    for one in statements:
        name = file_name(f"{one.customer} {one.name}")
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free.casefold())
        issued.append(Issued(one, f"{folder}/{free}.xlsx"))
    return issued
