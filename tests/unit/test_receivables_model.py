"""The naive model stands alone: it imports facts and policies, and nothing that computes what it is to check."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import model
from model import answers
from model.naive import Naive
from model.papers import half_up
from salessupport.domain.facts import Allocation, Customer, Facts, Invoice, Receipt
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies

SOURCES = sorted(Path(model.__file__).parent.glob("*.py"))
FACTS_AND_VALUES = {
    "salessupport.domain.facts",
    "salessupport.domain.values.currency",
    "salessupport.domain.values.policies",
}


def imports(source: str) -> Iterator[str]:
    """Name every module that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


class TestIndependence:
    """A model that leaned on the product would repeat its faults."""

    @pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
    def test_it_imports_facts_and_values_only(self, source: Path) -> None:
        """Of the product, no more than rows, the digits of a currency and the policies."""
        ours = {name for name in imports(source.read_text("utf-8")) if name.startswith(("salessupport", "."))}
        assert ours <= FACTS_AND_VALUES

    def test_the_walk_sees_an_import_of_the_fold(self) -> None:
        """The rule would notice the fold, however it is imported."""
        assert list(imports("def f():\n    from salessupport.domain.receivables import placing")) == [
            "salessupport.domain.receivables"
        ]


class TestByHand:
    """The model itself, on figures worked out by hand."""

    @pytest.mark.parametrize(("exact", "whole"), [("1/2", 1), ("-1/2", -1), ("1/3", 0), ("-5/3", -2), ("7", 7)])
    def test_it_rounds_half_away_from_zero(self, exact: str, whole: int) -> None:
        """Halves go away from zero, on both sides (Conventions 1)."""
        assert half_up(Fraction(exact)) == whole

    def test_the_late_payer(self) -> None:
        """An invoice of 640.00, 30 days overdue at 0.0003 a day, has 5.76 interest, which a payment serves first."""
        invoice = Invoice(
            id="F",
            kind="invoice",
            customer="C",
            issued_on=date(2026, 5, 31),
            gross=Money(64_000, "CNY"),
            status="issued",
        )
        receipt = Receipt(id="S", customer="C", received_on=date(2026, 6, 30), amount=Money(20_000, "CNY"))
        row = Allocation(id="R", source="S", target="F", effective_on=date(2026, 6, 30))
        facts = Facts(
            customers=(Customer(id="C", name="某客户"),), invoices=(invoice,), receipts=(receipt,), allocations=(row,)
        )
        company = Company(name="某公司", policies=Policies(interest_per_day=Decimal("0.0003")))
        naive = Naive(company, facts, date(2026, 7, 1))
        assert answers.receipt(naive, "S", date(2026, 6, 30))["applied"] == {
            ("F", "interest"): 576,
            ("F", "principal"): 19_424,
        }
        assert naive.interest("F", date(2026, 7, 1)) == half_up(Fraction(44_576 * 3, 10_000))
