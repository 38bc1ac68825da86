"""The written copy of a contact sheet without prices holds no price in any part of its file (SE-04, CO-05)."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reports_samples import IMPRINT
from salessupport.domain.contracts.contact_sheet import contact_sheet, price_free
from salessupport.domain.facts import (
    Contract,
    ContractChange,
    ContractLine,
    Customer,
    Facts,
    Instalment,
    Order,
    OrderLine,
    Product,
    RegisterProject,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.words import amount_in_words
from salessupport.reports.sheet import SheetContent
from salessupport.reports.sheets.contact_sheet import contact_sheet_full, contact_sheet_price_free
from salessupport.reports.xlsx import write_workbook
from support.receivables import examples

TODAY = date(2026, 11, 3)
LANGUAGES: tuple[Language, Language] = ("zh_CN", "en")


@st.composite
def canaries(draw: st.DrawFn) -> tuple[History, list[Fraction], list[Fraction]]:
    """Draw a contract whose prices, amounts, shares and discounts are numbers of their own, told in its texts."""
    amounts = iter(draw(st.lists(st.integers(0, 10**5), min_size=12, max_size=12, unique=True)))

    def secret() -> Money:
        return Money(731_825_391 + 97 * next(amounts), "CNY")

    shares = sorted(draw(st.lists(st.integers(1, 8999), min_size=2, max_size=2, unique=True)))
    share = [Decimal(10_001 + one) / 100_000 for one in shares]
    discount = Decimal(10_003 + draw(st.integers(0, 8000))) / 100_000
    money = [secret() for _ in range(8)]
    qty = Decimal(draw(st.integers(1, 40)))
    told = [draw(st.sampled_from(forms(Fraction(one.minor, 100)))) for one in money]
    told += [draw(st.sampled_from(rate_forms(Fraction(one)))) for one in (discount,)]
    texts = iter(draw(st.permutations([*told, *told])))
    contract = Contract(
        id="K1",
        customer="C1",
        signed_on=date(2026, 9, 1),
        amount=money[0],
        title=f"合同 {next(texts)}",
        deliver_to=f"东门 {next(texts)}",
        installation=f"价款{next(texts)}，另{next(texts)}",
        remarks=f"总价{next(texts)}元；单价:{next(texts)}\n折扣 {next(texts)}",
    )
    price = Decimal(money[4].minor) / 100
    facts = Facts(
        customers=(Customer(id="C1", name=f"客户 {next(texts)}"),),
        products=(
            Product(
                id="P1",
                name=f"品名 {next(texts)}",
                spec=next(texts),
                unit="套",
                list_price=price,
                floor_price=Decimal(money[5].minor) / 100,
                purchase_price=Decimal(money[6].minor) / 100,
            ),
        ),
        contracts=(contract,),
        contract_lines=(ContractLine(contract="K1", line=1, product="P1", qty=qty, price=price, amount=money[1]),),
        contract_changes=(
            ContractChange(
                id="B1", contract="K1", effective_on=date(2026, 9, 2), amount_change=money[2], approved_by="周总"
            ),
        ),
        orders=(Order(id="O1", customer="C1", contract="K1", ordered_on=date(2026, 9, 2)),),
        order_lines=(
            OrderLine(
                order="O1", line=1, product="P1", qty=qty, price=Decimal(money[7].minor) / 100, discount=discount
            ),
        ),
        instalments=(
            Instalment(contract="K1", no=1, trigger="signing", share=share[0]),
            Instalment(contract="K1", no=2, trigger="before_pickup", share=share[1]),
            Instalment(contract="K1", no=3, trigger="acceptance", share=1 - sum(share)),
        ),
        register_projects=(
            RegisterProject(id="J1", contract="K1", verified_on=date(2026, 9, 3), purchase_price=money[3]),
        ),
    )
    history = History(Company(name=IMPRINT.company, policies=Policies(allocation="explicit")), facts)
    parts = contract_standing(history, place(history, TODAY), "K1").instalments
    hidden = [Fraction(one.minor, 100) for one in (*money, *(part.amount for part in parts))]
    return history, hidden, [Fraction(one) for one in (discount, *share)]


def forms(amount: Fraction) -> list[str]:
    """Texts of an amount: plain, grouped, in minor units, in 万, in words."""
    minor = int(amount * 100)
    plain, wan = f"{minor // 100}.{minor % 100:02d}", Decimal(minor) / 10**6
    grouped = f"{minor // 100:,}.{minor % 100:02d}"
    capital = amount_in_words(Money(minor, "CNY"))
    return [plain, grouped, grouped.replace(",", " "), f"{wan.normalize():f}万", capital, plain.translate(_WIDE)]


_WIDE = {ord(digit): 0xFF10 + int(digit) for digit in "0123456789"} | {ord("."): 0xFF0E}


def rate_forms(rate: Fraction) -> list[str]:
    """Texts of a share or discount: as a fraction and in percent."""
    number = Decimal(rate.numerator) / Decimal(rate.denominator)
    return [f"{number.normalize():f}", f"{(number * 100).normalize():f}%"]


def parts_of(content: SheetContent, language: Language) -> Iterator[tuple[str, str]]:
    """Every part of the written workbook: sheets, shared strings, comments, names, properties, whatever there is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.xlsx"
        write_workbook(path, [content], language=language, created=TODAY)
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, archive.read(info).decode()
            yield "comment of the archive", archive.comment.decode()


class TestPriceFree:
    @examples(60)
    @given(canaries(), st.sampled_from(LANGUAGES))
    def test_no_part_of_the_file_holds_a_price(
        self, drawn: tuple[History, list[Fraction], list[Fraction]], language: Language
    ) -> None:
        """SE-04: no price, amount, share or discount is in the written copy, in any part and any of its forms."""
        history, amounts, rates = drawn
        content = contact_sheet_price_free(price_free(history, place(history, TODAY), "K1"), imprint=IMPRINT)
        secrets = {text for one in amounts for text in (*forms(one), str(int(one * 100)), str(int(one)))}
        secrets |= {text for one in rates for text in rate_forms(one)}
        for name, part in parts_of(content, language):
            assert [secret for secret in secrets if secret in part] == [], name

    @examples(10)
    @given(canaries())
    def test_the_search_finds_prices(self, drawn: tuple[History, list[Fraction], list[Fraction]]) -> None:
        """In the full sheet the same search finds the contract's amounts, in the sheet's XML and in the texts."""
        history, amounts, _ = drawn
        content = contact_sheet_full(contact_sheet(history, place(history, TODAY), "K1"), imprint=IMPRINT)
        found = {name for name, part in parts_of(content, "zh_CN") if any(str(int(one)) in part for one in amounts)}
        assert "xl/worksheets/sheet1.xml" in found
        assert any(forms(one)[1] in part for _, part in parts_of(content, "en") for one in amounts)
