"""Workbooks of papers: shipping notices (S18), contact sheets (S19), receipt notices (S17), refund vouchers (S24).

The price-free copy of a contact sheet is a file of its own, since it goes to other people (CO-05).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from salessupport.desk.workbook import Workbook, file_name, renamed
from salessupport.domain.contracts.contact_sheet import contact_sheet, price_free
from salessupport.domain.contracts.dispatch import dispatch
from salessupport.domain.contracts.issued import release_of, without
from salessupport.domain.contracts.receipts import receipt_splits
from salessupport.domain.contracts.refunds import refund_file
from salessupport.domain.facts import RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import IllegalTransition

if TYPE_CHECKING:
    from salessupport.reports.sheet import Imprint


def paper_workbooks(
    history: History, ledger: Ledger, paper: RegisterPaper, imprint: Imprint, *, chinese: bool
) -> Iterator[Workbook]:
    """The workbooks of one paper as of the ledger's date; a shipping notice shows its gate as of its day of issue."""
    if paper.kind not in _MAKERS:
        raise IllegalTransition("paper.no_sheet", path=paper.id, id=paper.id, kind=paper.kind)
    yield from _MAKERS[paper.kind](history, ledger, paper, imprint, chinese)


def month_papers(
    history: History, ledger: Ledger, month: Period, imprint: Imprint, *, chinese: bool
) -> Iterator[Workbook]:
    """Contact sheets and shipping notices issued in a month, and vouchers of its refunds."""
    for paper in sorted(history.facts.register_papers, key=lambda row: (row.issued_on, row.id)):
        if paper.issued_on in month and paper.voids is None and paper.kind in ("contact_sheet", "shipping_notice"):
            yield from paper_workbooks(history, ledger, paper, imprint, chinese=chinese)
    yield from _vouchers(history, ledger, month, imprint, chinese=chinese)


def _contact_sheet(
    history: History,
    ledger: Ledger,
    paper: RegisterPaper,
    imprint: Imprint,
    chinese: bool,  # noqa: FBT001
) -> Iterator[Workbook]:
    from salessupport.reports.sheets.contact_sheet import contact_sheet_full, contact_sheet_price_free

    folder, copy = ("合同联系单", "无价") if chinese else ("contact-sheets", "price-free")
    name = file_name(f"{paper.id} {paper.subject}")
    full = contact_sheet_full(contact_sheet(history, ledger, paper.subject), imprint=imprint)
    yield Workbook(f"{folder}/{name}.xlsx", [full])
    free = contact_sheet_price_free(price_free(history, ledger, paper.subject), imprint=imprint)
    yield Workbook(f"{folder}/{name} ({copy}).xlsx", [free])


def _shipping_notice(
    history: History,
    ledger: Ledger,
    paper: RegisterPaper,
    imprint: Imprint,
    chinese: bool,  # noqa: FBT001
) -> Iterator[Workbook]:
    from salessupport.reports.sheets.shipping_notice import shipping_notice

    before = without(history, paper)
    release = release_of(before, place(before, paper.issued_on), paper, history.paper_lines_of.get(paper.id, ()))
    sent = _sent(history, paper, ledger.as_of)
    driven = dispatch(history, sent, as_of=ledger.as_of) if sent is not None else None
    folder = "发货通知单" if chinese else "shipping-notices"
    content = shipping_notice(history, paper, release, dispatch=driven, imprint=imprint)
    yield Workbook(f"{folder}/{file_name(f'{paper.id} {paper.subject}')}.xlsx", [content])


def _sent(history: History, paper: RegisterPaper, as_of: date) -> str | None:
    """The first delivery of the subject that left after the notice."""
    rows = (*history.deliveries_of_order.get(paper.subject, ()), *history.deliveries_of_contract.get(paper.subject, ()))
    left = [(row.shipped_on, row.id) for row in rows if row.shipped_on and paper.issued_on <= row.shipped_on <= as_of]
    return min(left)[1] if left else None


def _receipt_notice(
    history: History,
    ledger: Ledger,
    paper: RegisterPaper,
    imprint: Imprint,
    chinese: bool,  # noqa: FBT001
) -> Iterator[Workbook]:
    from salessupport.reports.sheets.contract_words import Names
    from salessupport.reports.sheets.receipt_notice import receipt_notice

    month = Period.month_of(history.receipts[paper.subject].received_on)
    found = [one for one in receipt_splits(history, ledger, month) if one.receipt.id == paper.subject]
    if not found:
        raise IllegalTransition("paper.bad_money", path=paper.id, id=paper.id, receipt=paper.subject)
    content = receipt_notice(found[0], number=paper.id, names=Names.of(history), imprint=imprint)
    folder = "到款通知单" if chinese else "receipt-notices"
    yield Workbook(f"{folder}/{file_name(paper.id)}.xlsx", [content])


def _vouchers(
    history: History, ledger: Ledger, month: Period, imprint: Imprint, *, chinese: bool
) -> Iterator[Workbook]:
    from salessupport.reports.sheets.contract_words import Names
    from salessupport.reports.sheets.payment_voucher import payment_voucher

    names, contents = Names.of(history), []
    for row in history.facts.adjustments:
        if row.kind == "refund" and row.effective_on in month:
            content = payment_voucher(refund_file(history, ledger, row.id), names=names, imprint=imprint)
            tab = file_name(row.id)[:31]
            contents.append(renamed(content, tab, tab))
    if contents:
        yield Workbook("付款凭证.xlsx" if chinese else "payment-vouchers.xlsx", contents)


_Maker = Callable[[History, Ledger, RegisterPaper, "Imprint", bool], Iterator[Workbook]]
_MAKERS: dict[str, _Maker] = {
    "contact_sheet": _contact_sheet,
    "shipping_notice": _shipping_notice,
    "receipt_notice": _receipt_notice,
}
