"""The settlement of commission: its sheets in the close, a person's own, the chart, and that it never changes."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from openpyxl import load_workbook

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.cli.main import main
from salessupport.desk import Desk
from salessupport.domain.facts import CommissionSplit
from salessupport.domain.history import History
from salessupport.domain.pay.settlement import settled, settlement_controls, settlements_ending
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.policies import Company

OCTOBER = Period.month("2026-10")
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
PEOPLE = ["S01", "S02", "S03", "S04", "S05", "S06"]

TAKEN_BACK = {
    "customers": [{"id": "C-1", "name": "某某", "salesperson": "S"}],
    "salespeople": [{"id": "S", "name": "冯业务", "plan": "P"}],
    "commission_plans": [
        {"id": "P", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "month"}
    ],
    "commission_tiers": [{"plan": "P", "from_amount": "0.00", "rate": "0.01"}],
    "invoices": [
        {
            "id": "I-1", "kind": "invoice", "customer": "C-1", "issued_on": "2026-01-10", "net": "10000.00",
            "tax": "0.00", "gross": "10000.00", "status": "issued",
        }
    ],
    "receipts": [{"id": "R-1", "customer": "C-1", "received_on": "2026-02-01", "amount": "10000.00"}],
    "allocations": [
        {"id": "A-1", "source": "R-1", "target": "I-1", "effective_on": "2026-02-01"},
        {"id": "A-2", "source": "R-1", "target": "I-1", "effective_on": "2026-05-01", "reverses": "A-1"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def history() -> History:
    """Give the demo company."""
    return History(*demo_company())


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo's close."""
    company, facts = demo_company()
    out = tmp_path_factory.mktemp("close")
    Desk.from_records(facts, company=company, clock=lambda: NOW).close("2026-10", out=out, language="en")
    return out


class TestValues:
    def test_every_cent_stands_in_a_line(self, history):
        """Lines sum to payout + carried_out, their bases to the base; the demo has clawback and a share."""
        found = settled(history, OCTOBER)
        assert [one.statement.salesperson for one in found.settlements] == PEOPLE
        for one in found.settlements:
            paid = one.statement.payout + one.statement.carried_out
            assert total((line.amount for line in one.lines), "CNY") == paid
            assert total((line.base for line in one.lines if line.base), "CNY") == one.statement.base
        kinds = {line.kind for one in found.settlements for line in one.lines}
        assert kinds == {"earned", "clawback"}
        assert [control.equal for control in settlement_controls([found])] == [True]
        assert found.payout == total((one.statement.payout for one in found.settlements), "CNY")

    def test_lines_name_their_document(self, history):
        """A line has the receipt's day and the customer; of an invoice without receipt the invoice's day."""
        by_receipt = settled(history, OCTOBER).settlements[1].lines[0]
        assert by_receipt.on == history.receipts[by_receipt.receipt or ""].received_on
        assert by_receipt.customer == history.invoices[by_receipt.document or ""].customer
        by_invoice = settled(history, OCTOBER).settlements[0].lines[0]
        assert (by_invoice.receipt, by_invoice.on) == (None, history.invoices[by_invoice.document or ""].issued_on)

    def test_periods_that_end_with_the_month(self, history):
        """A quarterly plan is settled in the quarter's last month only; without plans there is nothing to settle."""
        plans = tuple(evolve(row, period="quarter") for row in history.facts.commission_plans)
        quarterly = evolve(history, facts=evolve(history.facts, commission_plans=plans))
        assert settlements_ending(quarterly, OCTOBER) == ()
        assert [one.period.name for one in settlements_ending(quarterly, Period.month("2026-09"))] == ["2026Q3"]
        none = evolve(history, facts=evolve(history.facts, commission_plans=()))
        assert settlements_ending(none, OCTOBER) == ()

    def test_what_the_cap_takes(self, history):
        """A cap stands as a line of its own, and takes all of it here."""
        cap = evolve(history.facts.commission_plans[2], cap=Money(0, "CNY"))
        plans = (*history.facts.commission_plans[:2], cap)
        capped = evolve(history, facts=evolve(history.facts, commission_plans=plans))
        one = settled(capped, OCTOBER).settlements[0]
        assert (str(one.statement.payout), [line.kind for line in one.lines][-1]) == ("0.00", "cap")
        assert one.lines[-1].amount == -one.statement.lost

    def test_what_is_carried_in(self):
        """What was below zero stands in the next period as a line, so that all lines sum to what is left."""
        office = Desk.from_json(json.dumps(TAKEN_BACK), company=Company(name="某某"), clock=lambda: NOW)
        lines = []
        for name in ("2026-02", "2026-05", "2026-06"):
            (one,) = settled(office.history, Period.month(name)).settlements
            assert total((line.amount for line in one.lines), "CNY") == one.statement.payout + one.statement.carried_out
            lines.append([(line.kind, line.period, str(line.amount)) for line in one.lines])
        assert lines == [
            [("earned", None, "100.00")],
            [("clawback", "2026-02", "-100.00")],
            [("carried_in", None, "-100.00")],
        ]

    def test_the_target_is_that_of_what_the_plan_pays_for(self, history):
        """Of two targets of a person the one with the plan's basis and measure is shown."""
        other = evolve(history.facts.targets[1], measure="ordered gross")
        targets = (other, *history.facts.targets)
        found = settled(evolve(history, facts=evolve(history.facts, targets=targets)), OCTOBER)
        assert [one.target.measure for one in found.settlements if one.target] == ["invoiced net"] + [
            "collected net"
        ] * 5

    def test_later_facts_change_no_settlement(self, history):
        """A share agreed on in November leaves October as it is and stands in November as a difference."""
        line = next(line for line in settled(history, OCTOBER).settlements[3].lines if line.share == 1)
        late = CommissionSplit(
            invoice=line.document, salesperson="S05", share=line.share, recorded_on=date(2026, 11, 9)
        )
        later = evolve(history, facts=history.facts.appended({"commission_splits": (late,)}))
        assert settled(later, OCTOBER).settlements == settled(history, OCTOBER).settlements
        november = settled(later, Period.month("2026-11")).settlements[3]
        assert [(each.kind, each.period, each.amount.minor < 0) for each in november.lines] == [
            ("clawback", "2026-10", True)
        ]


class TestClose:
    def test_files(self, closed):
        """A workbook of all and one of each person, who sees nobody else's name."""
        names = sorted(path.name for path in (closed / "commission").iterdir())
        assert [name[:3] for name in names] == PEOPLE
        texts = {str(cell.value) for row in load_workbook(closed / "commission" / names[1]).active for cell in row}
        assert any("(S02)" in text for text in texts)
        assert not any("S03" in text or "孙示三" in text for text in texts)
        assert any("Signed: ____" in text for text in texts)

    def test_the_settlement(self, closed, history):
        """A row per person with the domain's figures, sums as formulas, and the trace beside it."""
        book = load_workbook(closed / "commission.xlsx")
        assert book.sheetnames == ["Settlement 2026-10", "Trace 2026-10"]
        sheet = book.worksheets[0]
        rows = {row[0].value: row for row in sheet.iter_rows()}
        for one in settled(history, OCTOBER).settlements:
            row = rows[one.statement.salesperson]
            assert row[7].value == float(str(one.statement.payout))
            assert str(row[8].value).startswith("=ROUND(E")
        assert str(rows["Total"][7].value).startswith("=SUM(H")

    def test_the_chart_is_native(self, closed):
        """Target and what was attained as columns, what was earned as points on an axis of its own."""
        with zipfile.ZipFile(closed / "commission.xlsx") as archive:
            chart = archive.read("xl/charts/chart1.xml").decode()
        assert chart.count("<c:ser>") == 3
        assert chart.count("<c:valAx>") == 2
        assert "<c:f>'Settlement 2026-10'!$K$6:$K$11</c:f>" in chart
        assert "<c:v>220000.0</c:v>" in chart

    def test_no_plans_no_sheets(self, tmp_path):
        """An office without commission plans gets no such sheets, and its answer says null."""
        company, facts = demo_company()
        facts = evolve(
            facts,
            commission_plans=(), commission_tiers=(), commission_rates=(), commission_splits=(),
            salespeople=tuple(evolve(row, plan=None) for row in facts.salespeople),
        )  # fmt: skip
        answer = Desk.from_records(facts, company=company, clock=lambda: NOW).close("2026-10", out=tmp_path)
        assert answer.commission is None
        assert not [name for name in answer.files if "提成" in name]

    def test_findings_are_exceptions(self, tmp_path):
        """What of a settlement somebody has to look at keeps the month from being sealed."""
        company, facts = demo_company()
        people = tuple(evolve(row, left_on=date(2026, 8, 31)) if row.id == "S06" else row for row in facts.salespeople)
        desk = Desk.from_records(evolve(facts, salespeople=people), company=company, clock=lambda: NOW)
        codes = [one.code for one in desk.close("2026-10", out=tmp_path).exceptions]
        assert codes.count("commission.left") == 1


class TestCommandLine:
    def test_one_person_is_printed(self, tmp_path):
        """`show commission --salesperson --out` shows and writes one person's settlement alone."""
        company, facts = demo_company()
        write_books(tmp_path / "books", company, facts, form="csv", language="en")
        words = ["show", "commission", "--books", str(tmp_path / "books"), "--period", "2026-10"]
        words += ["--salesperson", "S02", "--out", str(tmp_path / "out")]
        ran = CliRunner().invoke(main, words, catch_exceptions=False)
        assert "S03" not in ran.stdout
        assert [path.name for path in (tmp_path / "out" / "提成结算单").iterdir()] == ["S02_钱示二.xlsx"]
        unknown = CliRunner().invoke(main, [*words[:-3], "S99", "--out", str(tmp_path)], catch_exceptions=False)
        assert unknown.exit_code == 2
