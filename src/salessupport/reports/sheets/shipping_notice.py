"""发货通知单 (S18, LG-01): what may leave, for whom, on what money or whose signature, with whom it travels.

Only a release that is allowed becomes a notice: goods do not leave on a form that says they may not. It shows the money
check and no price.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from salessupport.domain.amendments import deliver_on
from salessupport.domain.contracts.dispatch import Dispatch
from salessupport.domain.contracts.gates import Gate
from salessupport.domain.contracts.papers import project_no
from salessupport.domain.contracts.shipping import Release, ReleaseLine
from salessupport.domain.facts import Contract, Customer, Order, RegisterPaper
from salessupport.domain.history import History
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
from salessupport.reports.sheets.contract_words import joined

SHIPPING_NOTICE = Sheet(
    name_zh="发货通知单",
    name_en="Shipping notice",
    title_zh="发 货 通 知 单",
    title_en="Shipping notice",
    columns=(
        SheetColumn("line", "行号", "Line", "integer", 7),
        SheetColumn("product", "货号", "Product", width=14),
        SheetColumn("name", "品名", "Name", width=26),
        SheetColumn("spec", "型号规格", "Specification", width=25),
        SheetColumn("quantity", "数量", "Quantity", "quantity", 12),
        SheetColumn("unit", "单位", "Unit", width=8),
        SheetColumn("packing", "包装", "Packing", width=16),
    ),
)
_BLANK = "____________"
_SIGNED = (
    Paragraph(("", "")),
    Paragraph(
        (
            "签发：______________    生产调度签收：______________    日期：____ 年 __ 月 __ 日",
            "Issued by: ______________    Received by scheduling: ______________    Date: ____________",
        )
    ),
    Paragraph(
        (
            "收货单位签收：______________    日期：____ 年 __ 月 __ 日",
            "Goods received by: ______________    Date: ____________",
        )
    ),
)


@frozen
class Consignment:
    """What a notice is about: the order or contract and whose it is."""

    order: Order | None
    contract: Contract | None
    customer: Customer

    @classmethod
    def of(cls, history: History, subject: str) -> Consignment:
        """That of an order or a contract; `NotFound` for another id."""
        order = history.orders.get(subject)
        named = subject if order is None else order.contract
        contract = history.find("contracts", history.contracts, named) if named is not None else None
        owner = order.customer if order is not None else contract.customer if contract is not None else ""
        return cls(order, contract, history.customer(owner))


def shipping_notice(
    history: History, paper: RegisterPaper, release: Release, *, dispatch: Dispatch | None = None, imprint: Imprint
) -> SheetContent:
    """Lay out the notice `paper` issued on a `release`; `dispatch` fills in who drives, without it they are blanks.

    A release that is not allowed is an `AssertionError`: the caller checks it before a number is taken.
    """
    if not release.allowed:
        raise AssertionError("goods that may not leave get no shipping notice")
    about = Consignment.of(history, paper.subject)
    packing = about.order.packing if about.order is not None else None
    return SheetContent(
        sheet=SHIPPING_NOTICE,
        company=imprint.company,
        fields=(*_head(history, paper, about), imprint.fields()),
        blocks=(
            Block(
                rows=[_row(history, line, packing) for line in release.lines],
                totals={},
                currency=history.currency,
                total_label=(f"共 {len(release.lines)} 项", f"{len(release.lines)} lines"),
            ),
        ),
        remarks=(*_conditions(history, paper, about, release), *_transport(dispatch), *_SIGNED),
    )


def _head(history: History, paper: RegisterPaper, about: Consignment) -> Iterator[tuple[Field, ...]]:
    contract, customer = about.contract, about.customer
    project = project_no(history, contract, paper.issued_on) if contract is not None else None
    address = (contract.deliver_to if contract is not None else None) or customer.address
    yield Field(("单号", "No."), paper.id), Field(("签发日期", "Issued on"), paper.issued_on)
    order = () if about.order is None else (Field(("订单", "Order"), about.order.id),)
    yield (
        Field(("合同", "Contract"), contract.id if contract is not None else "—"),
        *order,
        Field(("项目", "Project"), project or "—"),
    )
    yield (Field(("收货单位", "Ship to"), customer.name),)
    yield (Field(("收货地址", "Address"), address or _BLANK),)
    yield (
        Field(("联系人", "Contact"), customer.contact or _BLANK),
        Field(("电话", "Phone"), customer.phone or _BLANK),
    )


def _row(history: History, line: ReleaseLine, packing: str | None) -> Row:
    product = history.products.get(line.product)
    name, spec, unit = (product.name, product.spec, product.unit) if product is not None else (None, None, None)
    return line.line, line.product, name, spec, line.qty, unit, packing


def _conditions(history: History, paper: RegisterPaper, about: Consignment, release: Release) -> Iterator[Paragraph]:
    contract, order = about.contract, about.order
    yield Paragraph(_money(release.gate))
    yield Paragraph(_basis(release), bold=True)
    on_site = contract is not None and contract.on_site
    day: date | None = deliver_on(history, contract, paper.issued_on) if contract is not None else None
    need = (order.promised_on if order is not None else None) or day or _BLANK
    yield Paragraph(
        (
            f"货到人到：{'☑ 是，通知工程部' if on_site else '□ 是    ☑ 否'}    要求到货日：{need}",
            f"Installer arrives with the goods: {'yes, tell engineering' if on_site else 'no'}    Needed by: {need}",
        )
    )


def _money(gate: Gate | None) -> Words:
    if gate is None:
        return "到款核验：无合同，不适用", "Money check: no contract, none needed"
    got, due = (f"{terms.grouped(one)} {one.currency}" for one in (gate.received, gate.required))
    return f"到款核验：已收 {got} / 应收 {due}", f"Money check: received {got} of {due} required"


def _basis(release: Release) -> Words:
    if release.gate is None:
        money: Words = ("按订单", "by order")
    elif release.gate.reason == "approved":
        ids = ", ".join(release.waivers)
        money = (f"特批（批准单 {ids}）", f"waiver (approvals {ids})")
    else:
        money = ("到款", "money received")
    return joined([("放行依据", "Released on"), money], "：", ": ")


def _transport(dispatch: Dispatch | None) -> Iterator[Paragraph]:
    known = () if dispatch is None else (dispatch.driver, dispatch.phone, dispatch.vehicle, dispatch.expected_on)
    driver, phone, plate, eta = (one or _BLANK for one in known or (None,) * 4)
    yield Paragraph(
        (
            f"司机：{driver}    电话：{phone}    车牌：{plate}    预计到达：{eta}",
            f"Driver: {driver}    Phone: {phone}    Plate: {plate}    Expected: {eta}",
        )
    )
