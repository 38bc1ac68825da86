"""The workbooks of commission: the settlement with its trace, and one for each person, who sees no other's (SE-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from salessupport.desk.workbook import Workbook, file_name, renamed
from salessupport.domain.history import History
from salessupport.domain.pay.settlement import Settled

if TYPE_CHECKING:
    from salessupport.reports.sheet import Imprint, SheetContent
    from salessupport.reports.sheets.contract_words import Names


def settlement_workbooks(
    history: History, found: Sequence[Settled], imprint: Imprint, *, chinese: bool
) -> Iterator[Workbook]:
    """A workbook of all and one for each person; none where nobody has a statement."""
    from salessupport.reports.sheets.contract_words import Names

    names = Names.of(history)
    drawn = [one for one in found if one.settlements]
    if drawn:
        contents = [sheet for one in drawn for sheet in _sheets(one, names, imprint)]
        yield Workbook("提成结算.xlsx" if chinese else "commission.xlsx", contents)
        yield from personal_workbooks(history, drawn, imprint, chinese=chinese)


def _sheets(one: Settled, names: Names, imprint: Imprint) -> Iterator[SheetContent]:
    from salessupport.reports.sheets.settlement import settlement_sheet, trace_sheet

    for write in (settlement_sheet, trace_sheet):
        sheet = write(one.settlements, period=one.period, names=names, imprint=imprint)
        yield renamed(sheet, f"{sheet.sheet.name_zh} {one.period.name}", f"{sheet.sheet.name_en} {one.period.name}")


def personal_workbooks(
    history: History, found: Sequence[Settled], imprint: Imprint, *, chinese: bool, salesperson: str | None = None
) -> Iterator[Workbook]:
    """A workbook for each person, or for one, with a sheet for each period."""
    from salessupport.reports.sheets.contract_words import Names
    from salessupport.reports.sheets.settlement import personal_sheet

    names = Names.of(history)
    sheets: defaultdict[str, list[SheetContent]] = defaultdict(list)
    for one in found:
        for each in one.settlements:
            who = each.statement.salesperson
            if salesperson in (None, who):
                sheets[who].append(personal_sheet(each, period=one.period, names=names, imprint=imprint))
    folder = "提成结算单" if chinese else "commission"
    for who, contents in sorted(sheets.items()):
        yield Workbook(f"{folder}/{file_name(f'{who} {names.salesperson(who)}')}.xlsx", contents)
