"""The contact sheet, and its copy without prices: no figure of the contract's money in any notation (CO-05, SE-04)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args, get_type_hints

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.contracts.contact_sheet import (
    PriceFreeLine,
    PriceFreeSheet,
    SheetLine,
    contact_sheet,
    department_of,
    price_free,
)
from salessupport.domain.contracts.scrub import Secrets, scrub
from salessupport.domain.contracts.spoken import spoken
from salessupport.domain.facts import (
    AgreedPrice,
    Contract,
    ContractChange,
    ContractLine,
    Customer,
    Facts,
    Order,
    OrderLine,
    Product,
    Quotation,
    QuotationLine,
    RegisterPaper,
    RegisterProject,
    RegisterSignature,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity, Ratio, SignedQuantity
from salessupport.domain.values.words import amount_in_words
from small_office import day, yuan
from support.receivables import examples

CONTRACT = Contract(
    id="HT-1", customer="C-1", signed_on=day("03-01"), amount=yuan("1000000.01"), terms="30/60/10", remarks="防潮包装"
)
ORDER = Order(id="O-1", customer="C-1", contract="HT-1", ordered_on=day("03-02"))
PAPER = RegisterPaper(id="LX-1", kind="contact_sheet", subject="HT-1", issued_on=day("04-01"))


def history_of(**tables: Any) -> History:
    """A history of these tables with a customer; policies may be among them."""
    policies = tables.pop("policies", Policies())
    tables.setdefault("customers", (Customer(id="C-1", name="华东机械"),))
    tables.setdefault("contracts", (CONTRACT,))
    return History(Company(name="Example Trading", policies=policies), Facts(**tables))


def signature(department: str, *, sent: str = "04-01", signed: str | None = None) -> RegisterSignature:
    """A department's row for the sheet."""
    return RegisterSignature(
        id=f"S-{department}",
        paper="LX-1",
        department=department,
        sent_on=day(sent),
        signed_on=day(signed) if signed else None,
        signed_by="王" if signed else None,
    )


def sheet_of(on: str = "04-10", **tables: Any):
    """The full sheet on a day."""
    history = history_of(**tables)
    return contact_sheet(history, place(history, day(on)), "HT-1")


def copy_of(on: str = "04-10", **tables: Any) -> PriceFreeSheet:
    """The copy without prices on a day."""
    history = history_of(**tables)
    return price_free(history, place(history, day(on)), "HT-1")


def cleaned(text: str, *amounts: str, rates: tuple[str, ...] = ()) -> str:
    """A text without these amounts and rates."""
    secrets = Secrets.of(amounts=[Fraction(one) for one in amounts], rates=[Fraction(one) for one in rates])
    return scrub(text, secrets=secrets)


class TestSheet:
    def test_shows_the_contract_as_changed(self):
        """Lines, amount, delivery day and instalments are those of the day, with the products' names."""
        product = Product(id="P-1", name="测厚仪", spec="X", unit="台")
        change = ContractChange(
            id="G-1",
            contract="HT-1",
            effective_on=day("03-20"),
            line=1,
            qty_change=SignedQuantity(Decimal(1)),
            amount_change=SignedMoney(yuan("100.00")),
            deliver_on=day("08-01"),
            approved_by="老板",
        )
        line = ContractLine(contract="HT-1", line=1, product="P-1", qty=Quantity(Decimal(2)), amount=yuan("1000000.01"))
        sheet = sheet_of(products=(product,), contract_lines=(line,), contract_changes=(change,))
        assert sheet.amount == yuan("1000100.01")
        assert sheet.deliver_on == day("08-01")
        assert sheet.lines == (SheetLine(1, "P-1", "测厚仪", "X", "台", Decimal(3), yuan("1000100.01")),)
        assert [one.amount for one in sheet.instalments] == [yuan("300030.00"), yuan("600060.01"), yuan("100010.00")]
        assert (sheet.number, sheet.customer_name, sheet.remarks) == (None, "华东机械", "防潮包装")

    def test_a_customer_nobody_recorded_is_named_by_its_id(self):
        """The sheet names the customer's id where master data has no name, and its product where that is unknown."""
        line = ContractLine(contract="HT-1", line=1, product="P-9")
        sheet = sheet_of(customers=(), contract_lines=(line,))
        assert sheet.customer_name == "C-1"
        assert sheet.lines[0].name is None


class TestSignatures:
    def test_nothing_is_late_before_the_sheet_is_issued(self):
        """Without a paper all three are missing and none is overdue."""
        sheet = sheet_of()
        assert sheet.missing == ("finance", "engineering", "scheduling")
        assert sheet.overdue == ()

    def test_each_department_signs_for_itself(self):
        """A signature counts for its department from its day on, named in Chinese or English."""
        rows = (signature("财务部", signed="04-02"), signature("engineering"), signature("质检"))
        sheet = sheet_of("04-03", register_papers=(PAPER,), register_signatures=rows)
        assert [one.state for one in sheet.signatures] == ["signed", "sent", "not_sent"]
        assert sheet.signatures[0].signed_by == "王"
        assert sheet.missing == ("engineering", "scheduling")

    @pytest.mark.parametrize(
        ("on", "late"), [("04-05", ()), ("04-06", ("scheduling",)), ("04-08", ("finance", "scheduling"))]
    )
    def test_overdue_after_the_days_of_the_policy(self, on, late):
        """Days count from sending, or from issue where nothing was sent; on the last day it is not yet late."""
        rows = (signature("财务", sent="04-04"), signature("工程", signed="04-30"))
        rows = (rows[0], evolve(rows[1], sent_on=day("04-09")))
        sheet = sheet_of(
            on,
            register_papers=(evolve(PAPER, issued_on=day("04-02")),),
            register_signatures=rows,
            policies=Policies(signature_days=3),
        )
        assert tuple(one for one in sheet.overdue if one != "engineering") == late

    def test_a_signature_of_later_is_not_yet_there(self):
        """What is sent or signed after the day is not on the sheet of that day."""
        rows = (signature("财务", sent="04-05", signed="04-09"),)
        assert sheet_of("04-04", register_papers=(PAPER,), register_signatures=rows).signatures[0].state == "not_sent"
        assert sheet_of("04-08", register_papers=(PAPER,), register_signatures=rows).signatures[0].state == "sent"

    def test_names_of_departments(self):
        """A department is known by either name, with or without 部; another one is none of the three."""
        assert [department_of(name) for name in ("生产调度部", " Finance", "人事部")] == ["scheduling", "finance", None]


class TestAllowList:
    @pytest.mark.parametrize("kind", [PriceFreeSheet, PriceFreeLine])
    def test_no_field_can_hold_money(self, kind):
        """No field of the copy has a type that could hold an amount, price or rate; the only decimal is `qty`."""
        allowed = {"str", "int", "date", "bool", "NoneType", "Decimal", "PriceFreeLine", "ellipsis"}
        for name, hint in get_type_hints(kind).items():
            leaves = set(_leaves(hint))
            assert leaves <= allowed, name
            assert "Decimal" not in leaves or name == "qty"

    def test_the_sheet_holds_what_the_copy_leaves_out(self):
        """The full sheet has the amount, the terms and the instalments, the copy none of them."""
        names = {one.name for one in fields(PriceFreeSheet)}
        assert names.isdisjoint({"amount", "terms", "instalments", "price", "discount"})


def _leaves(hint: Any):
    arguments = get_args(hint)
    if hint is Ellipsis:
        yield "ellipsis"
    elif not arguments:
        yield hint.__name__
    for one in arguments:
        yield from _leaves(one)


class TestScrub:
    @pytest.mark.parametrize(
        "text",
        [
            "1234567.89", "1,234,567.89", "1 234 567.89", "1.234.567,89",
            "１２３４５６７．８９", "１，２３４，５６７．８９",
            "¥1234567.89元", "RMB1,234,567.89", "0001234567.890", "1.23456789e6", "123.456789万", "123.456789 w",
            "1.23456789m", "1234.56789k", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分",
            "一百二十三万四千五百六十七元八角九分",
            "123万4567元8角9分", "约123万元", "约123.5万", "1234567", "一百二十三万", "1'234'567.89", "123,4567.89",
            "No.1234567.89", "a1234567.89b", "一二三四五六七点八九", "一百二十三点四五六七八九万", "٣1234567.89"[1:],
        ],
    )  # fmt: skip
    def test_finds_an_amount_in_every_notation(self, text):
        """1 234 567.89 is hidden however it is written, and the words around it stay."""
        assert cleaned(f"货款{text}，请付", "1234567.89").startswith("货款")
        assert not re.search("[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]{2}", cleaned(f"货款{text}，请付", "1234567.89"))
        assert "***" in cleaned(f"x {text} y", "1234567.89")

    @pytest.mark.parametrize(
        "text", ["5%", "5 ％", "0.05", "95%", "95折", "9.5折", "九五折", "百分之五", "0.95", "百分之 95"]
    )
    def test_finds_a_rate(self, text):
        """A discount of 5 % is hidden as what it takes and as what it leaves."""
        assert "***" in cleaned(f"优惠{text}", rates=("0.05",))

    def test_ninety_percent_as_nine_tenths(self):
        """A discount of a tenth is also 九折 and 九成."""
        assert [cleaned(text, rates=("0.1",)) for text in ("九折", "9成", "10%")] == ["***"] * 3

    @pytest.mark.parametrize(
        "text",
        ["12台", "2026-10-31 前送到 3 号库", "DN80 管 150 米", "7 k", "8%", "七折", "百分之八", "十分重要", "点", ""],
    )
    def test_leaves_other_numbers(self, text):
        """Numbers that are no figure of the contract stay as they are."""
        assert cleaned(text, "1234567.89", "88.50", rates=("0.05",)) == text

    def test_an_amount_ends_where_another_word_begins(self):
        """壹佰元分两期 gives 100 away, although the words behind it belong to numbers too."""
        assert cleaned("定金壹佰元分两期", "100") == "定金***两期"

    def test_small_amounts_are_hidden_exactly(self):
        """A price below a thousand is hidden when it is equal, not when something is near it."""
        assert cleaned("88.5 或 88 或 89", "88.50") == "*** 或 88 或 89"

    def test_every_place_is_hidden(self):
        """The same figure is hidden wherever it stands, overlapping readings once."""
        assert cleaned("100元，100.00元；共 2 100", "100") == "***，***；共 2 ***"

    def test_signs_and_zero(self):
        """A credit is hidden like a debit, zero and a rate of one are no secrets."""
        secrets = Secrets.of(amounts=[Fraction(-50), Fraction(0)], rates=[Fraction(1), Fraction(0)])
        assert scrub("-50 0 100%", secrets=secrets) == "-*** 0 100%"

    @given(st.integers(100, 10**13 - 1))
    def test_the_words_of_an_amount_are_hidden(self, minor):
        """The capital words that the office writes for an amount read as that amount, so they are hidden."""
        words = amount_in_words(Money(minor, "CNY"))
        assert Fraction(minor, 100) in {value for start, _, value, _ in spoken(words) if start == 0}
        assert cleaned(f"计{words}", str(Fraction(minor, 100))).startswith("计***")

    @given(st.text(alphabet="0123456789.,' 万亿仟佰拾元角分点零壹两k%折e+-百分之", max_size=40))
    def test_any_text_is_read(self, text):
        """No text stops the reading, and without secrets it stays what it is."""
        assert cleaned(text) == text
        cleaned(text, "12", "1234.5", rates=("0.05",))


NOTATIONS = {
    "plain": lambda minor: f"{minor // 100}.{minor % 100:02}",
    "grouped": lambda minor: f"{minor // 100:,}.{minor % 100:02}",
    "spaced": lambda minor: f"{minor // 100:,}".replace(",", " ") + f".{minor % 100:02}",
    "continental": lambda minor: f"{minor // 100:,}".replace(",", ".") + f",{minor % 100:02}",
    "full width": lambda minor: f"{minor // 100}.{minor % 100:02}".translate(
        {ord(a): b for a, b in zip("0123456789.", "０１２３４５６７８９．", strict=True)}
    ),
    "wan": lambda minor: f"{minor // 1000000}.{minor % 1000000:06}万元",
    "words": lambda minor: amount_in_words(Money(minor, "CNY")),
    "yuan": lambda minor: f"{minor // 100}元",
}
SOURCES = (
    "amount", "line_amount", "line_price", "change", "quoted", "list", "floor", "purchase", "agreed", "project",
    "project_floor", "order_price", "order_discount",
)  # fmt: skip


def priced(canaries: dict[str, int], text: str) -> dict[str, Any]:
    """An office in which every figure of the contract's money is a canary, and every text says `text`."""
    price = {name: Price(Decimal(minor).scaleb(-2)) for name, minor in canaries.items()}
    money = {name: Money(minor, "CNY") for name, minor in canaries.items()}
    product = Product(
        id="P-1", name=text, spec=text, unit=text, tax_rate=Ratio(Decimal("0.13")),
        list_price=price["list"], floor_price=price["floor"], purchase_price=price["purchase"],
    )  # fmt: skip
    contract = evolve(
        CONTRACT, amount=money["amount"], quotation="Q-1", title=text, deliver_to=text, installation=text, remarks=text
    )
    change = ContractChange(
        id="G-1", contract="HT-1", effective_on=day("03-20"), amount_change=SignedMoney(money["change"])
    )
    one = Quantity(Decimal(3))
    return {
        "customers": (Customer(id="C-1", name=text),),
        "products": (product,),
        "contracts": (contract,),
        "contract_lines": (
            ContractLine(
                contract="HT-1", line=1, product="P-1", qty=one, price=price["line_price"], amount=money["line_amount"]
            ),
            ContractLine(contract="HT-1", line=2),
        ),
        "contract_changes": (change, evolve(change, id="G-2", amount_change=None)),
        "quotations": (Quotation(id="Q-1", customer="C-1", quoted_on=day("02-01")),),
        "quotation_lines": (
            QuotationLine(
                quotation="Q-1", line=1, product="P-1", qty=one, price=price["quoted"], discount=Ratio(Decimal("0.07"))
            ),
        ),
        "prices": (AgreedPrice(customer="C-1", product="P-1", net_price=price["agreed"]),),
        "orders": (
            evolve(ORDER, discount_amount=money["order_discount"]),
            evolve(ORDER, id="O-2"),
        ),
        "order_lines": (
            OrderLine(
                order="O-1", line=1, product="P-1", qty=one, price=price["order_price"], tax_rate=Ratio(Decimal("0.13"))
            ),
        ),
        "register_projects": (
            RegisterProject(
                id="X-1", contract="HT-1", verified_on=day("03-03"), purchase_price=money["project"],
                floor_price=money["project_floor"],
            ),
            RegisterProject(id="X-2", contract="HT-1", verified_on=day("03-04")),
        ),
    }  # fmt: skip


class TestNoPriceLeaks:
    @pytest.mark.parametrize("notation", NOTATIONS)
    @examples(10)
    @given(
        minors=st.lists(
            st.integers(10_000_000, 999_999_999), min_size=len(SOURCES), max_size=len(SOURCES), unique=True
        ),
        around=st.sampled_from(["{}", "单价{}请保密", "a{}b", "共 {} 整"]),
    )
    def test_no_canary_is_left_in_any_notation(self, notation, minors, around):
        """Whatever the figures are and however somebody typed them into the texts, none is left in the copy."""
        canaries = dict(zip(SOURCES, minors, strict=True))
        text = "；".join(around.format(NOTATIONS[notation](minor)) for minor in minors)
        tables = priced(canaries, text)
        copy = repr(copy_of(**tables))
        for name, minor in canaries.items():
            for write in NOTATIONS.values():
                assert write(minor).rstrip("元整") not in copy, (name, write(minor))
        assert copy.count("***") >= len(minors)

    def test_what_can_be_worked_out_is_hidden_too(self):
        """Margins, amounts with and without tax, discounted prices, instalments and the discount itself are hidden."""
        names = dict(zip(SOURCES, (10_000_000 + 1_111 * n for n in range(len(SOURCES))), strict=True))
        figures = {
            **names,
            "amount": 113_000_000,
            "project": 100_000_000,
            "line_amount": 33_900_000,
            "quoted": 20_000_000,
        }
        texts = (
            "毛利 130000.00；未税 300000；单价 113000；折后 186000.00；预付 339000.00；"
            "让利 7%；毛利率 11.5%；变更后 1240000"
        )
        figures["change"] = 11_000_000
        copy = copy_of(**priced(figures, texts))
        assert copy.remarks == "毛利 ***；未税 ***；单价 ***；折后 ***；预付 ***；让利 ***；毛利率 ***；变更后 ***"
        assert copy.masked == (
            "lines[1].name", "lines[1].spec", "lines[1].unit", "title", "customer_name", "deliver_to", "installation",
            "remarks",
        )  # fmt: skip

    def test_clean_texts_are_left_alone(self):
        """Where no text holds a figure nothing is masked, and empty texts stay empty."""
        copy = copy_of()
        assert (copy.remarks, copy.title, copy.masked) == ("防潮包装", None, ())
