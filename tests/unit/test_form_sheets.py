"""Forms: 发货通知单, 合同联系单 with its copy without prices, 领（付）款凭证, 特批跟踪表 (S18, S19, S24)."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from openpyxl import load_workbook

from reports_samples import IMPRINT
from salessupport.domain.contracts.contact_sheet import contact_sheet, price_free
from salessupport.domain.contracts.dispatch import dispatch
from salessupport.domain.contracts.gates import may_ship
from salessupport.domain.contracts.refunds import refund_file
from salessupport.domain.contracts.shipping import Refusal, Release, ReleaseLine
from salessupport.domain.contracts.watch import watch_list
from salessupport.domain.facts import (
    Adjustment,
    Allocation,
    Approval,
    BillEvent,
    Contract,
    ContractLine,
    Customer,
    Delivery,
    Facts,
    Instalment,
    Order,
    OrderLine,
    Product,
    Receipt,
    RegisterPaper,
    RegisterSignature,
    RegisterVoucher,
    Salesperson,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.reports.sheet import SheetContent
from salessupport.reports.sheets.contact_sheet import contact_sheet_full, contact_sheet_price_free
from salessupport.reports.sheets.contract_words import Names
from salessupport.reports.sheets.payment_voucher import payment_voucher
from salessupport.reports.sheets.shipping_notice import shipping_notice
from salessupport.reports.sheets.watch_list import watch_sheet
from salessupport.reports.xlsx import write_workbook

TODAY = date(2026, 11, 3)
LANGUAGES: tuple[Language, Language] = ("zh_CN", "en")


def yuan(text: str) -> Money:
    """Read an amount of CNY."""
    return Money.parse(text, "CNY")


def office(**tables: Any) -> History:
    """A contract of two lines with 30/60/10, prepaid, with an order and a signed contact sheet."""
    base = Facts(
        customers=(
            Customer(
                id="C1",
                name="青岛某某测控有限公司",
                address="青岛市崂山区某路 88 号",
                contact="赵敏",
                phone="0532-88880000",
            ),
        ),
        salespeople=(Salesperson(id="S1", name="孙磊"),),
        products=(
            Product(id="P-100", name="在线定量水分测控系统", spec="QCS-3000 / 幅宽 3200 mm", unit="套"),
            Product(id="P-200", name="备件", spec=None, unit="件"),
        ),
        contracts=(
            Contract(
                id="HT-2026-018",
                customer="C1",
                salesperson="S1",
                title="三号纸机测控系统供货合同",
                signed_on=date(2026, 9, 1),
                amount=yuan("1000000.00"),
                terms="30/60/10",
                deliver_on=date(2026, 11, 20),
                deliver_to="山东省青岛市某县某镇纸业园区三号车间东门（大件车辆请走北门）",
                installation="安装调试 15 天，提供吊装方案",
                remarks="机柜颜色按客户色卡；随机文件一式三份；开箱验收须双方到场。",
                on_site=True,
            ),
        ),
        contract_lines=(
            ContractLine(contract="HT-2026-018", line=1, product="P-100", qty=Decimal(1), amount=yuan("960000.00")),
            ContractLine(contract="HT-2026-018", line=2, product="P-200", qty=Decimal("12.5"), amount=yuan("40000.00")),
        ),
        register_papers=(
            RegisterPaper(id="XM-2026-007", kind="project", subject="HT-2026-018", issued_on=date(2026, 9, 5)),
            RegisterPaper(id="LX-2026-007", kind="contact_sheet", subject="HT-2026-018", issued_on=date(2026, 9, 6)),
        ),
        register_signatures=(
            RegisterSignature(
                id="Q1",
                paper="LX-2026-007",
                department="财务",
                sent_on=date(2026, 9, 6),
                signed_on=date(2026, 9, 7),
                signed_by="钱芳",
            ),
            RegisterSignature(id="Q2", paper="LX-2026-007", department="工程部", sent_on=date(2026, 9, 8)),
        ),
        receipts=(Receipt(id="SK-31", customer="C1", received_on=date(2026, 9, 4), amount=yuan("300000.00")),),
        allocations=(
            Allocation(
                id="A1", source="SK-31", target="HT-2026-018:1", amount=yuan("300000.00"), effective_on=date(2026, 9, 4)
            ),
        ),
    )
    facts = evolve(base, **{name: (*getattr(base, name), *rows) for name, rows in tables.items()})
    return History(Company(name=IMPRINT.company, policies=Policies(allocation="explicit")), facts)


def ledger_of(history: History) -> Ledger:
    """The ledger of today."""
    return place(history, TODAY)


def cells(content: SheetContent, language: Language = "zh_CN", *, data_only: bool = True) -> list[list[Any]]:
    """Write a content and give its cells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_workbook(path, [content], language=language, created=TODAY)
        return [list(row) for row in load_workbook(path, data_only=data_only).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def words(content: SheetContent, language: Language = "zh_CN") -> str:
    """All texts of a written sheet."""
    return "\n".join(cell for row in cells(content, language) for cell in row if isinstance(cell, str))


WAIVERS = (
    Approval(
        id="TP-1",
        act="ship_before_payment",
        subject="HT-2026-018",
        approver="孙磊",
        role="rep",
        decided_on=Moment(date(2026, 10, 8)),
        decision="granted",
        amount=yuan("600000.00"),
    ),
    Approval(
        id="TP-2",
        act="ship_before_payment",
        subject="HT-2026-018",
        approver="周总",
        role="owner",
        decided_on=Moment(date(2026, 10, 9)),
        decision="granted",
    ),
)


def release_of(history: History, *, waivers: tuple[str, ...] = ()) -> Release:
    """A release of both lines of the contract."""
    gate = may_ship(history, ledger_of(history), contract_standing(history, ledger_of(history), "HT-2026-018"))
    lines = (ReleaseLine(1, "P-100", Decimal(1), Decimal(1)), ReleaseLine(2, "P-999", Decimal("2.5"), Decimal(10)))
    return Release(allowed=True, reasons=(), gate=gate, waivers=waivers, lines=lines)


NOTICE = RegisterPaper(id="FH-2026-031", kind="shipping_notice", subject="HT-2026-018", issued_on=date(2026, 10, 20))


def notice(*, waived: bool = True, driven: bool = True) -> SheetContent:
    """A shipping notice of the contract."""
    delivery = Delivery(
        id="D1",
        contract="HT-2026-018",
        shipped_on=date(2026, 10, 30),
        driver="王师傅",
        phone="13800138000",
        vehicle="鲁B12345",
        expected_on=date(2026, 11, 1),
    )
    pickup = Receipt(id="SK-32", customer="C1", received_on=date(2026, 10, 18), amount=yuan("600000.00"))
    row = Allocation(id="A2", source="SK-32", target="HT-2026-018:2", effective_on=date(2026, 10, 18))
    paid: dict[str, Any] = {"receipts": (pickup,), "allocations": (row,)}
    history = office(deliveries=(delivery,), **({"approvals": WAIVERS} if waived else paid))
    release = release_of(history, waivers=("TP-1", "TP-2") if waived else ())
    told = dispatch(history, "D1", as_of=date(2026, 10, 30)) if driven else None
    return shipping_notice(history, NOTICE, release, dispatch=told, imprint=IMPRINT)


class TestShippingNotice:
    def test_says_what_goes_where(self) -> None:
        """Number, contract, project, ship-to and lines stand on it; a product nobody recorded by its id."""
        rows = cells(notice())
        said = words(notice())
        for text in (
            "单号：FH-2026-031",
            "合同：HT-2026-018",
            "项目：XM-2026-007",
            "联系人：赵敏",
            "电话：0532-88880000",
        ):
            assert text in said
        assert "收货单位：青岛某某测控有限公司" in said
        assert "收货地址：山东省青岛市某县某镇" in said
        table = [row for row in rows if row[0] in (1, 2)]
        assert table[0][:6] == [1, "P-100", "在线定量水分测控系统", "QCS-3000 / 幅宽 3200 mm", 1, "套"]
        assert table[1][:6] == [2, "P-999", None, None, 2.5, None]
        assert "共 2 项" in said

    def test_names_the_waivers_it_was_issued_on(self) -> None:
        """The money check has its figures, the basis the ids of the approvals."""
        said = words(notice())
        assert "到款核验：已收 300,000.00 CNY / 应收 900,000.00 CNY" in said
        assert "放行依据：特批（批准单 TP-1, TP-2）" in said
        assert "Released on: waiver (approvals TP-1, TP-2)" in words(notice(), "en")

    def test_money_needs_no_waiver(self) -> None:
        """Released on money it says so."""
        assert "已收 900,000.00 CNY / 应收 900,000.00 CNY\n放行依据：到款" in words(notice(waived=False))

    def test_tells_who_drives(self) -> None:
        """Driver, phone, plate and day of arrival, or room for them."""
        assert "司机：王师傅    电话：13800138000    车牌：鲁B12345    预计到达：2026-11-01" in words(notice())
        assert "司机：____________    电话：____________" in words(notice(driven=False))

    def test_installers_are_told(self) -> None:
        """货到人到 is ticked, with the day the goods are needed."""
        assert "货到人到：☑ 是，通知工程部    要求到货日：2026-11-20" in words(notice())

    def test_an_order_without_contract_needs_no_money(self) -> None:
        """Goods on credit go by their order: its day, its packing, the customer's address."""
        order = Order(
            id="O1", customer="C1", ordered_on=date(2026, 10, 1), promised_on=date(2026, 11, 5), packing="木箱"
        )
        line = OrderLine(order="O1", line=1, product="P-200", qty=Decimal(3), price=Decimal(10))
        history = office(orders=(order,), order_lines=(line,))
        release = Release(
            allowed=True,
            reasons=(),
            gate=None,
            waivers=(),
            lines=(ReleaseLine(1, "P-200", Decimal(3), Decimal(3)),),
        )
        content = shipping_notice(history, evolve(NOTICE, subject="O1"), release, imprint=IMPRINT)
        said = words(content)
        for text in (
            "订单：O1",
            "合同：—",
            "放行依据：按订单",
            "到款核验：无合同，不适用",
            "要求到货日：2026-11-05",
            "木箱",
            "收货地址：青岛市崂山区某路 88 号",
            "□ 是    ☑ 否",
        ):
            assert text in said

    def test_what_may_not_leave_gets_no_notice(self) -> None:
        """A release with reasons against it is never laid out."""
        history = office()
        refused = evolve(release_of(history), allowed=False, reasons=(Refusal("money"),))
        with pytest.raises(AssertionError):
            shipping_notice(history, NOTICE, refused, imprint=IMPRINT)

    def test_unknown_subjects_are_refused(self) -> None:
        """A notice about nothing recorded is `NotFound`."""
        history = office()
        with pytest.raises(NotFound):
            shipping_notice(history, evolve(NOTICE, subject="X"), release_of(history), imprint=IMPRINT)


class TestContactSheet:
    def test_the_full_sheet_has_amounts_and_signatures(self) -> None:
        """Lines with amounts and their total, instalments, remarks, and each department's receipt."""
        history = office()
        content = contact_sheet_full(contact_sheet(history, ledger_of(history), "HT-2026-018"), imprint=IMPRINT)
        rows, said = cells(content), words(content)
        assert [row[6] for row in rows if row[0] in (1, 2)] == [960000, 40000]
        assert [row[6] for row in rows if row[0] == "合计"] == [1000000]
        for text in (
            "编号：LX-2026-007",
            "项目编号：XM-2026-007",
            "合同金额：1,000,000.00 CNY (30/60/10)",
            "第 1 期  预付款  300,000.00  到期日 2026-09-01",
            "交货期：2026-11-20    交货地：山东省青岛市某县某镇",
            "备注（客户其他要求）：机柜颜色按客户色卡",
            "签收联 财务：钱芳    日期：2026-09-07",
            "签收联 工程：______________    日期：____________    （2026-09-08 送达，逾期未签收）",
            "签收联 生产调度：______________    日期：____________    （未送达，逾期未签收）",
        ):
            assert text in said

    def test_a_sheet_just_sent_is_not_late(self) -> None:
        """A department that has the sheet for a day or so is named with the day it was sent, and no more."""
        history = office()
        sheet = contact_sheet(history, place(history, date(2026, 9, 8)), "HT-2026-018")
        said = words(contact_sheet_full(sheet, imprint=IMPRINT), "en")
        assert "(sent 2026-09-08)" in said
        assert "overdue" not in said

    def test_quantities_are_numbers_as_far_as_they_can(self) -> None:
        """A quantity is a number in its cell; one of more digits than a spreadsheet holds is a text."""
        history = office()
        sheet = contact_sheet(history, ledger_of(history), "HT-2026-018")
        long = evolve(sheet, lines=(evolve(sheet.lines[0], qty=Decimal("123456789012.3456")), sheet.lines[1]))
        rows = cells(contact_sheet_full(long, imprint=IMPRINT))
        assert [row[4] for row in rows if row[0] in (1, 2)] == ["123456789012.3456", 12.5]

    def test_a_bare_contract_leaves_room(self) -> None:
        """Without numbers, lines and terms the sheet has blanks and zero totals; a retention says so."""
        bare = Contract(id="K2", customer="C1", signed_on=TODAY, amount=yuan("5.00"))
        parts = (
            Instalment(contract="K2", no=1, trigger="delivery", amount=yuan("4.00")),
            Instalment(contract="K2", no=2, trigger="acceptance", amount=yuan("1.00"), is_retention=True),
        )
        lines = (ContractLine(contract="K2", line=1),)
        history = office(contracts=(bare,), instalments=parts, contract_lines=lines)
        content = contact_sheet_full(contact_sheet(history, ledger_of(history), "K2"), imprint=IMPRINT)
        said = words(content)
        assert "编号：____________" in said
        assert "第 2 期  验收款（质保金）  1.00  到期日 ____________" in said
        assert [row[6] for row in cells(content) if row[0] == "合计"] == [0]

    def test_the_copy_has_no_column_of_money(self) -> None:
        """Lines, delivery and scheduling's signature, and neither amount nor currency."""
        history = office()
        content = contact_sheet_price_free(price_free(history, ledger_of(history), "HT-2026-018"), imprint=IMPRINT)
        for language in LANGUAGES:
            said = words(content, language)
            for text in ("CNY", "人民币", "合同金额", "Amount", "30/60/10", "Finance", "财务"):
                assert text not in said
        assert "签收联 生产调度：______________" in words(content)
        assert "HT-2026-018" in words(content)


def refunds(**more: Any) -> History:
    """A receipt of 300.000 with 20.000 more than the contract's first instalment takes."""
    receipt = Receipt(id="SK-40", customer="C1", received_on=date(2026, 10, 1), amount=yuan("20000.05"))
    return office(receipts=(receipt,), **more)


class TestPaymentVoucher:
    PAID = Adjustment(
        id="TK-1",
        kind="refund",
        customer="C1",
        about="SK-40",
        amount=yuan("15000.05"),  # type: ignore[arg-type]
        effective_on=date(2026, 10, 12),
    )

    def voucher(self, history: History, row: str = "SK-40", **more: Any) -> SheetContent:
        """The voucher of a refund."""
        file = refund_file(history, ledger_of(history), row)
        return payment_voucher(file, names=Names.of(history), imprint=IMPRINT, **more)

    def test_works_the_excess_out(self) -> None:
        """Received, due, excess, refunded, this payment and what is left of it, the last two as formulas."""
        history = refunds(adjustments=(self.PAID,))
        content = self.voucher(history, "TK-1")
        row = next(row for row in cells(content) if row[0] == "SK-40")
        assert row[1:] == [20000.05, 0, 20000.05, 0, 15000.05, 5000]
        formula = next(row for row in cells(content, data_only=False) if row[0] == "SK-40")
        assert (formula[3], formula[6]) == ("=ROUND(B8-C8,2)", "=ROUND(D8-E8-F8,2)")

    def test_earlier_refunds_stand_apart(self) -> None:
        """A second refund shows what was paid back before it, and what is left after it."""
        second = evolve(self.PAID, id="TK-2", amount=yuan("5000.00"), effective_on=date(2026, 10, 20))  # type: ignore[arg-type]
        content = self.voucher(refunds(adjustments=(self.PAID, second)), "TK-2")
        row = next(row for row in cells(content) if row[0] == "SK-40")
        assert row[1:] == [20000.05, 0, 20000.05, 15000.05, 5000, 0]

    def test_of_a_bad_bill_nothing_was_received(self) -> None:
        """A refund of money that turned bad shows what is missing: nothing received, all of it paid too much."""
        receipt = Receipt(
            id="SK-50",
            customer="C1",
            received_on=date(2026, 10, 1),
            amount=yuan("15000.05"),
            method="bill",
            bill="HP-1",
        )
        bad = BillEvent(bill="HP-1", event="dishonoured", effective_on=date(2026, 10, 30))
        content = self.voucher(
            office(receipts=(receipt,), bill_events=(bad,), adjustments=(evolve(self.PAID, about="SK-50"),)), "TK-1"
        )
        row = next(row for row in cells(content) if row[0] == "SK-50")
        assert row[1:] == [0, 0, 0, 0, 15000.05, -15000.05]

    def test_states_the_amount_in_words(self) -> None:
        """Figures and capitals, payee and reason."""
        said = words(self.voucher(refunds(adjustments=(self.PAID,)), "TK-1", reason="多付货款"))
        for text in (
            "付款金额：15,000.05 CNY（大写：人民币壹万伍仟元零伍分）",
            "收款单位：青岛某某测控有限公司",
            "事由：多付货款",
            "注意：未经老板批准已付款，请补批",
            "状态：已付款，待客户收据",
        ):
            assert text in said

    def test_papers_fill_the_blanks(self) -> None:
        """Our number, the customer's receipt, when it came and when finance got it."""
        paper = RegisterVoucher(
            id="V1",
            refund="TK-1",
            voucher_no="FK-7",
            customer_receipt_no="SJ-88",
            received_on=date(2026, 10, 15),
            handed_in_on=date(2026, 10, 16),
        )
        said = words(self.voucher(refunds(adjustments=(self.PAID,), register_vouchers=(paper,)), "TK-1"))
        assert "凭证号：FK-7" in said
        assert "客户收据号：SJ-88    收据收到日期：2026-10-15    交财务日期：2026-10-16" in said

    def test_an_unpaid_refund_leaves_room_to_sign(self) -> None:
        """Before payment all of the excess is proposed, with lines for the owner and the customer's receipt."""
        said = words(self.voucher(refunds()))
        assert "付款金额：20,000.05 CNY" in said
        assert "老板签字：________________    批准单号：____________" in said
        assert "付款日期：____________" in said
        assert "Owner's signature: ________________" in words(self.voucher(refunds()), "en")

    def test_other_currencies_have_no_words(self) -> None:
        """A refund in another currency is in figures only."""
        receipt = Receipt(id="R9", received_on=date(2026, 10, 1), amount=Money(500, "USD"))
        said = words(self.voucher(office(receipts=(receipt,)), "R9"))
        assert "付款金额：5.00 USD" in said
        assert "大写" not in said
        assert "收款单位：____________" in said


class TestWatchList:
    def test_lists_what_is_still_missing(self) -> None:
        """Contract, who, the act, its approvals, what was and is missing, and since when."""
        history = office(approvals=WAIVERS)
        watched = watch_list(history, ledger_of(history))
        content = watch_sheet(watched, as_of=TODAY, names=Names.of(history), imprint=IMPRINT)
        row = next(row for row in cells(content) if row[0] == "HT-2026-018")
        assert row[1:5] == ["青岛某某测控有限公司", "孙磊", "特批先提货", "TP-1\nTP-2"]
        assert (row[6].date(), row[7:10]) == (date(2026, 10, 8), [26, 600000, 600000])
        assert [row[8:10] for row in cells(content) if row[0] == "合计 CNY"] == [[600000, 600000]]

    def test_approvals_without_amount_and_empty_lists(self) -> None:
        """A waiver of any amount has no gap; nobody under watch gives zero totals."""
        history = office(approvals=(evolve(WAIVERS[0], amount=None), WAIVERS[1]))
        watched = watch_list(history, ledger_of(history))
        content = watch_sheet(watched, as_of=TODAY, names=Names.of(history), imprint=IMPRINT)
        assert next(row for row in cells(content) if row[0] == "HT-2026-018")[8:10] == [None, 600000]
        empty = watch_sheet((), as_of=TODAY, names=Names.of(history), imprint=IMPRINT)
        assert cells(empty)[-2][8:10] == [0, 0]
