"""Commission told to the salesperson: a paragraph in both languages whose figures are the statement's."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from attrs import evolve
from click.testing import CliRunner

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.cli.main import main
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, commission
from salessupport.domain.pay.reasons import explain_commission
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money

OCTOBER = Period.month("2026-10")


@pytest.fixture(scope="module")
def history() -> History:
    """Give the demo company."""
    return History(*demo_company())


def statement(history: History, person: str, period: Period = OCTOBER) -> CommissionStatement:
    """A person's statement."""
    return next(one for one in commission(history, period).statements if one.salesperson == person)


def told(history: History, name: str) -> tuple[str, str]:
    """Both paragraphs, without grouping of thousands."""
    zh, en = explain_commission(history, name).told
    return tuple(re.sub(r"(?<=\d),(?=\d{3})", "", text) for text in (zh, en))  # type: ignore[return-value]


def with_plans(history: History, **changes: object) -> History:
    """The demo with all plans changed."""
    plans = tuple(evolve(row, **changes) for row in history.facts.commission_plans)
    return evolve(history, facts=evolve(history.facts, commission_plans=plans))


class TestStatement:
    def test_all_figures_are_told(self, history):
        """Base, what each tier and rate earned, what was drawn anew and the sum stand in both languages."""
        one = statement(history, "S02")
        for text in told(history, "2026-10:S02"):
            for amount in (one.base, one.earned, one.clawback, one.payout, one.restated[0].was, one.restated[0].anew):
                assert str(amount) in text
            for share in ("1%", "1.6%", "2.5%", "3%"):
                assert share in text

    def test_tiers_add_up(self, history):
        """The amounts told of the tiers and rates sum to what was earned."""
        zh, _ = told(history, "2026-10:S02")
        parts = [Decimal(found) for found in re.findall(r"）：[0-9.]+ 元，提成 ([0-9.]+) 元", zh)]
        assert sum(parts) == Decimal(str(statement(history, "S02").earned))

    def test_a_cap_is_told(self, history):
        """What lies above the cap is named."""
        capped = with_plans(history, cap=Money(100_000, "CNY"))
        one = statement(capped, "S02")
        assert all(str(one.lost) in text for text in told(capped, "2026-10:S02"))

    @pytest.mark.parametrize(
        ("kind", "name", "words"),
        [
            ("quarter", "2026Q3", ("2026 年第 3 季度", "quarter 3 of 2026")),
            ("year", "2026", ("2026 年应付", "for 2026.")),
        ],
    )
    def test_periods_have_words(self, history, kind, name, words):
        """A quarter and a year are named as people say them."""
        longer = with_plans(history, period=kind, valid_from=None)
        longer = evolve(longer, facts=evolve(longer.facts, commission_plans=longer.facts.commission_plans[1:]))
        assert [word in text for word, text in zip(words, told(longer, f"{name}:S03"), strict=True)] == [True, True]

    def test_below_the_first_tier(self, history):
        """A base that no tier reaches earns nothing, and that is said."""
        tiers = tuple(evolve(row, from_amount=Money(10**9, "CNY")) for row in history.facts.commission_tiers[3:4])
        high = evolve(history, facts=evolve(history.facts, commission_tiers=tiers, commission_rates=()))
        zh, en = told(high, "2026-10:S04")
        assert "未达第一档" in zh
        assert "Below the first tier" in en


class TestLine:
    def test_every_line_says_its_receipt_share_and_amount(self, history):
        """Each line names what it rests on, in both languages, and ends with its amount."""
        for number, line in enumerate(statement(history, "S02").lines, 1):
            for text in told(history, f"2026-10:S02:{number}"):
                for part in (line.receipt, line.invoice, line.base, line.amount):
                    assert str(part) in text

    def test_running_sums_differ_by_the_amount(self, history):
        """What the tier had and has come to is told, and their difference is the line's."""
        for number, line in enumerate(statement(history, "S02").lines, 1):
            if line.tier is not None:
                zh, _ = told(history, f"2026-10:S02:{number}")
                was, now = re.findall(r"累计提成由 (-?[0-9.]+) 到 (-?[0-9.]+)", zh)[0]
                assert Decimal(now) - Decimal(was) == Decimal(str(line.amount))

    def test_documents_and_orders(self, history):
        """Where no receipt counts the invoice, the credit note or the order is named."""
        lines = statement(history, "S01").lines
        credit = next(n for n, line in enumerate(lines, 1) if (line.invoice or "").startswith("HZ"))
        assert "贷项（红字发票）" in told(history, f"2026-10:S01:{credit}")[0]
        assert "It is the invoice" in told(history, "2026-10:S01:1")[1]
        ordered = with_plans(history, basis="ordered")
        assert "It is the order DD" in told(ordered, "2026-10:S02:1")[1]

    def test_a_document_without_lines(self, history):
        """Where the books give no lines the whole document counts."""
        bare = evolve(history, facts=evolve(history.facts, invoice_lines=()))
        assert "整张单据" in told(bare, "2026-10:S03:1")[0]


def test_command_line(tmp_path):
    """`explain` prints the paragraphs before the tree; other explanations have none."""
    company, facts = demo_company()
    assert isinstance(facts, Facts)
    write_books(tmp_path, company, facts, form="csv", language="en")
    ran = CliRunner().invoke(main, ["explain", "2026-10:S02:1", "--books", str(tmp_path)], catch_exceptions=False)
    assert ran.stdout.startswith("2026 年 10 月结算第 1 行")
