"""What rows of commission name is there, and what a person is shown is that person's alone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.cli.main import main
from salessupport.domain.consistency import pay_references
from salessupport.domain.facts import (
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    Contract,
    ContractLine,
    Facts,
    InvoiceLine,
    Salesperson,
)
from salessupport.domain.history import History
from salessupport.domain.values.policies import Company
from small_office import day, invoice, yuan
from small_orders import line, order

Found = list[tuple[str, int, str, str]]


def found(**tables: tuple[Any, ...]) -> Found:
    """Table, row, column and level of every fault."""
    history = History(Company(name="Example"), Facts(**tables))
    return [(one.table, one.row, one.column, one.level) for one in pay_references.faults(history)]


def share(**of: Any) -> CommissionSplit:
    """A half share of S."""
    return CommissionSplit(salesperson="S", share=Decimal("0.5"), **of)


PLAN = CommissionPlan(id="P", basis="collected", measure="net", tiers="marginal", period="month", version=2)


class TestVersions:
    def test_of_tiers_and_rates(self) -> None:
        """A version that the plan lacks is a fault; none, or one that it has, is not."""
        tiers = tuple(
            CommissionTier(plan="P", from_amount=yuan("0.00"), rate=Decimal("0.1"), version=version)
            for version in (None, 2, 3)
        )
        rates = (CommissionRate(plan="P", product="X", rate=Decimal("0.1"), version=1),)
        assert found(commission_plans=(PLAN,), commission_tiers=tiers, commission_rates=rates) == [
            ("commission_tiers", 2, "version", "error"),
            ("commission_rates", 0, "version", "error"),
        ]

    def test_an_office_without_plans(self) -> None:
        """Where no plans are kept nothing is said of tiers; a rate for everything is warned of all the same."""
        tiers = (CommissionTier(plan="P", from_amount=yuan("0.00"), rate=Decimal("0.1"), version=3),)
        rates = (
            CommissionRate(plan="P", rate=Decimal("0.1")),
            CommissionRate(plan="P", class_="A", rate=Decimal("0.1")),
        )
        assert found(commission_tiers=tiers, commission_rates=rates) == [("commission_rates", 0, "product", "warning")]


class TestLines:
    @pytest.mark.parametrize(
        ("document", "tables"),
        [
            ({"order": "O-1"}, {"orders": (order(),), "order_lines": (line(),)}),
            (
                {"invoice": "I-1"},
                {
                    "invoices": (invoice("I-1", "1.00"),),
                    "invoice_lines": (InvoiceLine(invoice="I-1", line=1, net=yuan("1.00")),),
                },
            ),
            (
                {"contract": "H"},
                {
                    "contracts": (Contract(id="H", customer="C-1", signed_on=day("03-01"), amount=yuan("1.00")),),
                    "contract_lines": (ContractLine(contract="H", line=1, product="X", amount=yuan("1.00")),),
                },
            ),
        ],
        ids=["order", "invoice", "contract"],
    )
    def test_of_each_kind_of_document(self, document: dict[str, str], tables: dict[str, tuple[Any, ...]]) -> None:
        """A share names a line that its document has, or none; a document without lines says nothing."""
        splits = (share(**document), share(**document, line=1), share(**document, line=2))
        assert found(commission_splits=splits, **tables) == [("commission_splits", 2, "line", "error")]
        bare = {name: rows for name, rows in tables.items() if not name.endswith("_lines")}
        assert found(commission_splits=splits, **bare) == []

    def test_of_no_document(self) -> None:
        """A share of nothing is another check's matter."""
        assert found(commission_splits=(share(line=1),)) == []


class TestEmployment:
    def test_left_before_joining(self) -> None:
        """Who joins and leaves on one day is in order; who leaves the day before is not."""
        people = [
            Salesperson(id=f"S{n}", name="S", joined_on=joined, left_on=day("02-01"))
            for n, joined in enumerate((None, day("02-01"), day("02-02")))
        ]
        assert found(salespeople=tuple(people)) == [("salespeople", 2, "left_on", "warning")]


class TestOnePerson:
    @pytest.fixture
    def books(self, tmp_path: Path) -> Path:
        """Write the demo's books; S05 has a plan that does not hold yet, S06 left."""
        write_books(tmp_path / "books", *demo_company(), form="csv", language="en")
        people = tmp_path / "books" / "salespeople.csv"
        text = people.read_text(encoding="utf-8-sig").replace("joined_on", "joined_on,left_on")
        people.write_text(text.replace("2023-03-01", "2023-03-01,2026-07-31"), encoding="utf-8")
        return tmp_path / "books"

    def test_is_told_nothing_of_others(self, books: Path) -> None:
        """A finding about another person is not shown to this one."""
        codes = []
        for who in ((), ("--salesperson", "S02"), ("--salesperson", "S06")):
            words = ["show", "commission", "--period", "2026-10", *who, "--books", str(books), "--json"]
            answer = json.loads(CliRunner().invoke(main, words).stdout)
            codes.append([one["code"] for one in answer["findings"]])
        assert codes == [["commission.left"], [], ["commission.left"]]

    def test_lines_are_numbered_on_paper(self, books: Path, tmp_path: Path) -> None:
        """A person's sheet numbers what was earned, as `explain` does; an earlier period's difference has no number."""
        words = ["show", "commission", "--period", "2026-10", "--salesperson", "S02", "--books", str(books)]
        CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out"), "--language", "en"], catch_exceptions=False)
        (path,) = (tmp_path / "out").rglob("*.xlsx")
        rows = [row for row in load_workbook(path).active.iter_rows(values_only=True) if row[2] or row[1]]
        numbers = [row[0] for row in rows if row[1] == "Earned"]
        assert numbers == [*range(1, 24)]
        assert [row[0] for row in rows if row[1] == "Anew 2026-09"] == [None]
