"""合同联系单 (S19, CO-04, CO-05): the full sheet for finance and engineering, and the copy without prices (SE-04).

The copy is laid out from a `PriceFreeSheet` alone, which has no money in it, by columns that hold none: what is not
handed over cannot be shown. Its signature line is that of scheduling, the full sheet has all three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salessupport.domain.contracts.contact_sheet import (
    ContactSheet,
    Department,
    PriceFreeLine,
    PriceFreeSheet,
    SheetLine,
    SignatureView,
)
from salessupport.domain.facts import Trigger
from salessupport.domain.receivables.instalments import InstalmentView
from salessupport.domain.values.money import total
from salessupport.reports import terms
from salessupport.reports.sheet import (
    Block,
    Field,
    Imprint,
    Paragraph,
    Row,
    Sheet,
    SheetColumn,
    SheetContent,
    Words,
)

_SUPPLY = (
    SheetColumn("line", "行号", "Line", "integer", 7),
    SheetColumn("product", "货号", "Product", width=14),
    SheetColumn("name", "供货内容", "Supply", width=26),
    SheetColumn("spec", "配置/型号", "Configuration", width=25),
    SheetColumn("quantity", "数量", "Quantity", "quantity", 12),
    SheetColumn("unit", "单位", "Unit", width=8),
)
FULL = Sheet(
    name_zh="合同联系单",
    name_en="Contact sheet",
    title_zh="合 同 联 系 单",
    title_en="Contract contact sheet",
    columns=(*_SUPPLY, SheetColumn("amount", "金额（含税）", "Amount with tax", "money", 17, total="sum")),
)
PRICE_FREE = Sheet(
    name_zh="合同联系单（生产调度）",
    name_en="Contact sheet (scheduling)",
    title_zh="合 同 联 系 单（生产调度联）",
    title_en="Contract contact sheet (copy for scheduling)",
    columns=_SUPPLY,
)
_DEPARTMENTS: Mapping[Department, Words] = {
    "finance": ("财务", "Finance"),
    "engineering": ("工程", "Engineering"),
    "scheduling": ("生产调度", "Scheduling"),
}
_TRIGGERS: Mapping[Trigger, Words] = {
    "signing": ("预付款", "on signing"),
    "before_pickup": ("提货款", "before pick-up"),
    "delivery": ("到货款", "on delivery"),
    "acceptance": ("验收款", "on acceptance"),
    "date": ("按期款", "on a date"),
}
_BLANK = "____________"
_NO_MONEY = "CNY"
"""A block names a currency; the copy without prices has no cell that shows it."""


def contact_sheet_full(sheet: ContactSheet, *, imprint: Imprint) -> SheetContent:
    """Lay out the full sheet, with amounts and instalments."""
    currency = sheet.amount.currency
    amounts = total((line.amount for line in sheet.lines if line.amount is not None), currency)
    return SheetContent(
        sheet=FULL,
        company=imprint.company,
        fields=(*_head(sheet), (terms.unit(currency),), imprint.fields()),
        blocks=(
            Block(
                rows=[(*_supply(line), line.amount.minor if line.amount is not None else None) for line in sheet.lines],
                totals={"amount": amounts.minor},
                currency=currency,
            ),
        ),
        remarks=(*_payment(sheet), *_delivery(sheet), *map(_signature, sheet.signatures)),
    )


def contact_sheet_price_free(sheet: PriceFreeSheet, *, imprint: Imprint) -> SheetContent:
    """Lay out the copy for scheduling; figures that its texts held are `***` in them already."""
    unsigned = SignatureView("scheduling", "not_sent", None, None, None, overdue=False)
    return SheetContent(
        sheet=PRICE_FREE,
        company=imprint.company,
        fields=(*_head(sheet), imprint.fields()),
        blocks=(
            Block(
                rows=[_supply(line) for line in sheet.lines],
                totals={},
                currency=_NO_MONEY,
                total_label=(f"共 {len(sheet.lines)} 项", f"{len(sheet.lines)} lines"),
            ),
        ),
        remarks=(
            Paragraph(("本联不含商务价格；*** 为隐去的数字。", "This copy is without prices; *** hides a figure.")),
            *_delivery(sheet),
            _signature(unsigned),
        ),
    )


def _head(sheet: ContactSheet | PriceFreeSheet) -> Iterator[tuple[Field, ...]]:
    yield (
        Field(("编号", "No."), sheet.number or _BLANK),
        Field(("签发日期", "Issued on"), sheet.issued_on or _BLANK),
    )
    yield Field(("项目编号", "Project"), sheet.project_no or _BLANK), Field(("合同", "Contract"), sheet.contract)
    yield (Field(("客户", "Customer"), sheet.customer_name or sheet.customer),)
    yield (Field(("合同名称", "Title"), sheet.title or "—"),)
    yield (
        Field(("业务员", "Salesperson"), sheet.salesperson or "—"),
        Field(("签订日期", "Signed on"), sheet.signed_on),
    )


def _supply(line: SheetLine | PriceFreeLine) -> Row:
    return line.line, line.product, line.name, line.spec, line.qty, line.unit


def _delivery(sheet: ContactSheet | PriceFreeSheet) -> Iterator[Paragraph]:
    day, place = sheet.deliver_on or _BLANK, sheet.deliver_to or _BLANK
    yield Paragraph((f"交货期：{day}    交货地：{place}", f"Delivery: {day}    Place: {place}"))
    asked = sheet.installation or "—"
    met: Words = ("是", "yes") if sheet.on_site else ("否", "no")
    yield Paragraph(
        (
            f"安装要求：{asked}    货到人到：{met[0]}",
            f"Installation: {asked}    Installer arrives with the goods: {met[1]}",
        )
    )
    yield Paragraph(("技术资料清单：____________________", "Technical files: ____________________"))
    said = sheet.remarks or "—"
    yield Paragraph((f"备注（客户其他要求）：{said}", f"Remarks (the customer's demands): {said}"))
    yield Paragraph(("", ""))


def _payment(sheet: ContactSheet) -> Iterator[Paragraph]:
    amount = f"{terms.grouped(sheet.amount)} {sheet.amount.currency}"
    said = f" ({sheet.terms})" if sheet.terms else ""
    yield Paragraph((f"合同金额：{amount}{said}", f"Amount of the contract: {amount}{said}"), bold=True)
    for one in sheet.instalments:
        yield Paragraph(_instalment(one))


def _instalment(one: InstalmentView) -> Words:
    trigger, amount, day = _TRIGGERS[one.trigger], terms.grouped(one.amount), one.due_on or _BLANK
    tail: Words = ("（质保金）", " (retention)") if one.is_retention else ("", "")
    return (
        f"第 {one.no} 期  {trigger[0]}{tail[0]}  {amount}  到期日 {day}",
        f"Instalment {one.no}  {trigger[1]}{tail[1]}  {amount}  due {day}",
    )


def _signature(one: SignatureView) -> Paragraph:
    name, by, day = _DEPARTMENTS[one.department], one.signed_by or "______________", one.signed_on or _BLANK
    sent = _sent(one)
    return Paragraph(
        (f"签收联 {name[0]}：{by}    日期：{day}{sent[0]}", f"Received by {name[1]}: {by}    Date: {day}{sent[1]}")
    )


def _sent(one: SignatureView) -> Words:
    """Since when a department has the sheet and has not signed, or that it should."""
    late: Words = ("，逾期未签收", ", overdue") if one.overdue else ("", "")
    if one.state == "sent":
        return f"    （{one.sent_on} 送达{late[0]}）", f"    (sent {one.sent_on}{late[1]})"
    return (f"    （未送达{late[0]}）", f"    (not sent{late[1]})") if one.overdue else ("", "")
