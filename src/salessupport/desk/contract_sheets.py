"""The workbooks of contracts, receipts and customers: S03, S07, S12-S17, S52 and the watch list (AR-15, RP-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from salessupport.desk.workbook import Workbook, file_name, renamed
from salessupport.domain.contracts.collection import collection
from salessupport.domain.contracts.progress import ContractProgress, progress_of_all
from salessupport.domain.contracts.projects import projects_of_year
from salessupport.domain.contracts.receipts import ReceiptSplits, receipt_splits
from salessupport.domain.contracts.statistics import contract_statistics
from salessupport.domain.contracts.watch import watch_list
from salessupport.domain.orders.debts import debts
from salessupport.domain.orders.monthly import customer_months
from salessupport.domain.values.dates import Period

if TYPE_CHECKING:
    from salessupport.desk.month import Prepared
    from salessupport.reports.sheet import Imprint, SheetContent
    from salessupport.reports.sheets.contract_words import Names


def contract_workbooks(prepared: Prepared, imprint: Imprint, *, chinese: bool) -> Iterator[Workbook]:
    """Everything about contracts, the money on them, and the goods of customers."""
    from salessupport.reports.sheets.contract_words import Names

    names = Names.of(prepared.history)
    progress = progress_of_all(prepared.history, prepared.ledger)
    yield Workbook("合同.xlsx" if chinese else "contracts.xlsx", list(_contracts(prepared, progress, names, imprint)))
    yield Workbook("项目清欠.xlsx" if chinese else "projects.xlsx", list(_projects(prepared, progress, names, imprint)))
    yield Workbook("客户汇总.xlsx" if chinese else "customers.xlsx", list(_customers(prepared, names, imprint)))
    yield from _receipts(prepared, names, imprint, chinese=chinese)


def _contracts(
    prepared: Prepared, progress: Sequence[ContractProgress], names: Names, imprint: Imprint
) -> Iterator[SheetContent]:
    """S12, S16, and S13 for the month and for the quarter and year that end with it."""
    from salessupport.reports.sheets.contract_statistics import statistics_sheet
    from salessupport.reports.sheets.contracts import performance_sheet, register_sheet

    history, ledger, last = prepared.history, prepared.ledger, prepared.month.last
    yield performance_sheet(progress, names=names, as_of=last, imprint=imprint)
    yield register_sheet(progress, names=names, as_of=last, imprint=imprint)
    for period in _ending(prepared.month):
        found = contract_statistics(history, ledger, period)
        sheet = statistics_sheet(found, period=period, names=names, imprint=imprint)
        yield renamed(sheet, f"{sheet.sheet.name_zh} {period.name}", f"{sheet.sheet.name_en} {period.name}")


def _ending(month: Period) -> Iterator[Period]:
    """The month, and the quarter and year whose last day is its last day."""
    year = month.last.year
    for name in (month.name, f"{year}Q{(month.last.month + 2) // 3}", f"{year}"):
        period = Period.parse(name)
        if period.last == month.last:
            yield period


def _projects(
    prepared: Prepared, progress: Sequence[ContractProgress], names: Names, imprint: Imprint
) -> Iterator[SheetContent]:
    """S14 and S15 of the year, and the contracts under watch."""
    from salessupport.reports.sheets.collection import collection_sheets
    from salessupport.reports.sheets.projects import projects_sheet
    from salessupport.reports.sheets.watch_list import watch_sheet

    history, ledger = prepared.history, prepared.ledger
    year = Period.parse(f"{prepared.month.last.year}")
    projects = projects_of_year(history, ledger, progress, year)
    yield projects_sheet(projects, names=names, imprint=imprint)
    yield from collection_sheets(collection(history, ledger, year), year=year, names=names, imprint=imprint)
    yield watch_sheet(watch_list(history, ledger), as_of=prepared.month.last, names=names, imprint=imprint)


def _customers(prepared: Prepared, names: Names, imprint: Imprint) -> Iterator[SheetContent]:
    """S07 and S03."""
    from salessupport.reports.sheets.customer_debts import customer_debts
    from salessupport.reports.sheets.customer_month import customer_month

    history, ledger, month = prepared.history, prepared.ledger, prepared.month
    lines = customer_months(history, ledger, prepared.before, month)
    yield customer_month(lines, month=month, currency=history.currency, imprint=imprint)
    yield customer_debts(debts(history, ledger, prepared.ageing), names=names, imprint=imprint)


def _told(splits: ReceiptSplits) -> str:
    """The salesperson of a receipt: of its first part that has one."""
    return next((part.salesperson for part in splits.parts if part.salesperson), "")


def _receipts(prepared: Prepared, names: Names, imprint: Imprint, *, chinese: bool) -> Iterator[Workbook]:
    """S52, and the month's notices (S17), a workbook for each salesperson, who sees no other's money (SE-03)."""
    from salessupport.reports.sheets.receipt_notice import receipt_notice
    from salessupport.reports.sheets.receipts_detail import receipts_detail

    month, numbers = prepared.month, prepared.notices
    splits = receipt_splits(prepared.history, prepared.ledger, month)
    detail = receipts_detail(splits, numbers=numbers, period=month, names=names, imprint=imprint)
    yield Workbook("到款详情.xlsx" if chinese else "receipts.xlsx", [detail])
    by_rep: defaultdict[str, list[ReceiptSplits]] = defaultdict(list)
    for one in splits:
        by_rep[_told(one)].append(one)
    folder = "到款通知单" if chinese else "receipt-notices"
    for rep, notices in sorted(by_rep.items()):
        contents = []
        for one in notices:
            number = numbers.get(one.receipt.id, one.receipt.id)
            content = receipt_notice(one, number=number, names=names, imprint=imprint)
            tab = file_name(number)[:31]
            contents.append(renamed(content, tab, tab))
        nobody = "未指定业务员" if chinese else "nobody"
        yield Workbook(f"{folder}/{file_name(f'{rep} {names.salesperson(rep)}') if rep else nobody}.xlsx", contents)
