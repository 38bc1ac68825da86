"""领（付）款凭证 (S24, AR-06): the refund of an excess, with how it is worked out, and the owner's signature.

The excess and what is left of it are formulas. The steps come in order: signed, paid, the customer's receipt, finance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salessupport.domain.contracts.refunds import RefundFile, RefundProblem, RefundState
from salessupport.domain.values.money import Money
from salessupport.domain.values.words import amount_in_words
from salessupport.reports import terms
from salessupport.reports.sheet import Block, Field, Imprint, Paragraph, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.contract_words import Names

VOUCHER = Sheet(
    name_zh="领付款凭证",
    name_en="Payment voucher",
    title_zh="领（付）款凭证",
    title_en="Payment voucher",
    landscape=True,
    columns=(
        SheetColumn("receipt", "到款编号", "Receipt", width=18),
        SheetColumn("received", "已收款", "Received", "money", 17, total="sum"),
        SheetColumn("due", "应收款", "Due", "money", 17, total="sum"),
        SheetColumn("excess", "多余货款", "Excess", "money", 17, total="received - due", formula="received - due"),
        SheetColumn("before", "此前已退", "Refunded before", "money", 17, total="sum"),
        SheetColumn("amount", "本次付款", "This payment", "money", 17, total="sum"),
        SheetColumn(
            "left",
            "退后余额",
            "Left of it",
            "money",
            17,
            total="excess - before - amount",
            formula="excess - before - amount",
        ),
    ),
)
_STATES: Mapping[RefundState, Words] = {
    "not_requested": ("未申请", "not requested"),
    "requested": ("已申请，待老板签字", "requested, to be signed"),
    "approved": ("老板已批准，待付款", "approved, to be paid"),
    "paid": ("已付款，待客户收据", "paid, the customer's receipt is awaited"),
    "receipt_in": ("客户收据已到，待交财务", "the customer's receipt is in"),
    "filed": ("收据已交财务", "filed with finance"),
}
_PROBLEMS: Mapping[RefundProblem, Words] = {
    "exceeds_excess": ("付款超过多余货款，不得付款", "the amount is more than the excess: do not pay"),
    "paid_unapproved": ("未经老板批准已付款，请补批", "paid without the owner's approval: get it"),
    "receipt_before_payment": ("客户收据早于付款日，请核对日期", "the receipt is older than the payment: check dates"),
    "receipt_without_number": ("客户收据无编号，请补填", "the customer's receipt has no number: fill it in"),
    "filed_without_receipt": ("未收到客户收据已交财务，请核对", "filed before the receipt came: check dates"),
}
_BLANK = "____________"


def payment_voucher(refund: RefundFile, *, reason: str = "", names: Names, imprint: Imprint) -> SheetContent:
    """Lay out the voucher of a refund; `reason` stands where the request gives none."""
    currency = refund.amount.currency
    papers = refund.papers
    payee = names.customer(refund.customer) or _BLANK
    said = refund.reason or reason
    number = papers.voucher_no or refund.refund or _BLANK
    return SheetContent(
        sheet=VOUCHER,
        company=imprint.company,
        fields=(
            (Field(("凭证号", "No."), number), terms.unit(currency)),
            (Field(("收款单位", "Payee"), payee), Field(("付款日期", "Paid on"), refund.paid_on or _BLANK)),
            (Field(("事由", "Reason"), said or ("退回多余货款", "refund of money paid in excess")),),
            imprint.fields(),
        ),
        blocks=(_block(refund),),
        remarks=tuple(_remarks(refund)),
    )


def _block(refund: RefundFile) -> Block:
    paid = refund.amount if refund.refund is not None else Money.zero(refund.amount.currency)
    before = max(refund.refunded - paid, Money.zero(paid.currency))  # of a bad bill nothing was refunded
    figures = {
        "received": refund.received.minor,
        "due": refund.due.minor,
        "excess": refund.excess.minor,
        "before": before.minor,
        "amount": refund.amount.minor,
        "left": (refund.excess - before - refund.amount).minor,
    }
    return Block(rows=[(refund.receipt, *figures.values())], totals=figures, currency=refund.amount.currency)


def _remarks(refund: RefundFile) -> Iterator[Paragraph]:
    papers, approvals = refund.papers, ", ".join(refund.approvals) or _BLANK
    yield Paragraph(_amount(refund.amount), bold=True)
    state = _STATES[refund.state]
    yield Paragraph((f"状态：{state[0]}", f"State: {state[1]}"))
    for problem in refund.problems:
        said = _PROBLEMS[problem]
        yield Paragraph((f"注意：{said[0]}", f"Attention: {said[1]}"), bold=True)
    yield Paragraph(("", ""))
    yield Paragraph(
        (
            f"老板签字：________________    批准单号：{approvals}    申请人：{refund.requested_by or _BLANK}",
            (
                f"Owner's signature: ________________    Approval: {approvals}"
                f"    Requested by: {refund.requested_by or _BLANK}"
            ),
        )
    )
    number = papers.customer_receipt_no or _BLANK
    came, handed = papers.received_on or _BLANK, papers.handed_in_on or _BLANK
    yield Paragraph(
        (
            f"客户收据号：{number}    收据收到日期：{came}    交财务日期：{handed}",
            f"Customer's receipt: {number}    Came in on: {came}    Handed to finance on: {handed}",
        )
    )
    yield Paragraph(
        (
            "领款人签字：________________    出纳：________________    财务：________________",
            "Received by: ________________    Cashier: ________________    Finance: ________________",
        )
    )


def _amount(amount: Money) -> Words:
    figures = f"{terms.grouped(amount)} {amount.currency}"
    if amount.currency != "CNY":
        return f"付款金额：{figures}", f"Amount: {figures}"
    words = f"人民币{amount_in_words(amount)}"
    return f"付款金额：{figures}（大写：{words}）", f"Amount: {figures} ({words})"
