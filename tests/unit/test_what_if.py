"""What another plan or allocation policy would change: from files in the form of the books, and nothing is written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from openpyxl import Workbook

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.cli.main import main
from salessupport.desk import Desk
from salessupport.domain.history import History
from salessupport.domain.pay.other_allocation import other_allocation
from salessupport.domain.pay.what_if import periods_between
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidDate, NotFound, ValidationReport
from salessupport.domain.values.money import total

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
PLAN = {"id": "TC-1", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "month"}
TIERS = [{"plan": "TC-1", "from_amount": "0", "rate": "1%"}, {"plan": "TC-1", "from_amount": "200000", "rate": "0.02"}]
TOML = """
[[commission_plans]]
id = "TC-1"
basis = "collected"
measure = "net"
tiers = "marginal"
period = "month"
carry_forward = true
[[commission_tiers]]
plan = "TC-1"
from_amount = 0
rate = 0.01
[[commission_tiers]]
plan = "TC-1"
from_amount = 200000
rate = "2%"
"""


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Give a desk of the demo company."""
    company, facts = demo_company()
    return Desk.from_records(facts, company=company, clock=lambda: datetime(2026, 11, 3, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the demo's books."""
    folder = tmp_path_factory.mktemp("books")
    company, facts = demo_company()
    write_books(folder, company, facts, form="csv", language="en")
    return folder


def written(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, encoding="utf-8")
    return path


def csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as CSV, named for their table."""
    return written(path, "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n")


class TestPlanFiles:
    def test_every_form_gives_the_same(self, desk, tmp_path):
        """CSV, workbook and TOML of one plan come to the same differences."""
        plans, tiers = csv(tmp_path / "commission_plans.csv", [PLAN]), csv(tmp_path / "commission_tiers.csv", TIERS)
        book = Workbook()
        for name, rows in (("commission_plans", [PLAN]), ("commission_tiers", TIERS)):
            sheet = book.create_sheet(name)
            sheet.append([*rows[0]])
            for row in rows:
                sheet.append([*row.values()])
        book.remove(book.worksheets[0])
        book.save(tmp_path / "plan.xlsx")
        forms: list[Any] = [[plans, tiers], tmp_path / "plan.xlsx", written(tmp_path / "plan.toml", TOML)]
        answers = [desk.what_if(form, first=date(2026, 9, 1), last=LAST) for form in forms]
        assert answers[0] == answers[1] == answers[2]
        assert answers[0].difference == total((one.difference for one in answers[0].differences), "CNY")
        assert {one.period for one in answers[0].differences} == {"2026-09", "2026-10"}
        assert {one.salesperson for one in answers[0].differences} == {"S02", "S03", "S04", "S05", "S06"}

    def test_tiers_alone_leave_the_rest_of_the_plan(self, desk, tmp_path):
        """The books' own tiers as a proposal change nothing in the periods of that version; others do."""
        own = [row for row in desk.history.facts.commission_tiers if (row.plan, row.version) == ("TC-1", 2)]
        rows = [{"plan": "TC-1", "from_amount": str(row.from_amount), "rate": str(row.rate)} for row in own]
        same = desk.what_if(csv(tmp_path / "commission_tiers.csv", rows), first=FIRST, last=LAST)
        assert (str(same.difference), str(same.payout_difference)) == ("0.00", "0.00")
        rows[0]["rate"] = "0.02"
        more = desk.what_if(csv(tmp_path / "commission_tiers-2.csv", rows), first=FIRST, last=LAST)
        assert all(one.difference.minor > 0 for one in more.differences)

    def test_rates_alone(self, desk, tmp_path):
        """A higher rate of a product changes those who sold it."""
        rates = [{"plan": "TC-1", "product": "P023", "rate": "0.06"}]
        answer = desk.what_if(csv(tmp_path / "commission_rates.csv", rates), first=FIRST, last=LAST)
        assert answer.difference.minor > 0

    def test_valid_from_is_not_looked_at(self, desk, tmp_path):
        """A plan that is to hold from next year is tried on the periods asked for."""
        later = TOML.replace("carry_forward = true", "carry_forward = true\nvalid_from = 2027-01-01")
        one, other = (written(tmp_path / f"{name}.toml", text) for name, text in (("a", TOML), ("b", later)))
        answers = [desk.what_if(path, first=FIRST, last=LAST) for path in (one, other)]
        assert answers[0] == answers[1]


class TestBadPlans:
    @pytest.mark.parametrize(
        ("wrong", "right", "code"),
        [
            ("rate = 0.01", "rate = 13", "rate.range"),
            ("from_amount = 200000", "from_amount = 0", "id.duplicate"),
            ('measure = "net"', 'measure = "nett"', "choice.unknown"),
            ("[[commission_tiers]]", "[[commission_tier]]", "table.unknown"),
            ("carry_forward = true", 'cap = "5000 USD"', "money.format"),
            ('id = "TC-1"', 'id = "TC-3"', "what_if.one_plan"),
        ],
    )
    def test_each_fault_has_its_code_and_place(self, desk, tmp_path, wrong, right, code):
        """A plan with a fault is refused with its code, at a place in the file."""
        path = written(tmp_path / "plan.toml", TOML.replace(wrong, right))
        with pytest.raises(ValidationReport) as caught:
            desk.what_if(path, first=FIRST, last=LAST)
        assert code in {one.code for one in caught.value.findings}
        assert all(one.place.file for one in caught.value.findings)

    def test_all_faults_at_once(self, desk, tmp_path):
        """Faults of two files are one report."""
        plans = csv(tmp_path / "commission_plans.csv", [{**PLAN, "basis": "promised"}])
        tiers = csv(tmp_path / "commission_tiers.csv", [{**TIERS[0], "rate": "13"}, TIERS[1]])
        with pytest.raises(ValidationReport) as caught:
            desk.what_if([plans, tiers], first=FIRST, last=LAST)
        assert {one.place.file for one in caught.value.findings} == {plans.name, tiers.name}

    @pytest.mark.parametrize("text", ["[[commission_plans]\n", "\xff", ""])
    def test_no_plan_at_all(self, desk, tmp_path, text):
        """What is no TOML, or holds no plan, is a `FileError`."""
        path = tmp_path / "plan.toml"
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(Exception, match=r"what_if\.(toml|nothing)"):
            desk.what_if(path, first=FIRST, last=LAST)

    def test_a_file_twice(self, desk, tmp_path):
        """Two files of one table contradict each other."""
        one, two = (csv(tmp_path / f"commission_tiers-{n}.csv", TIERS) for n in (1, 2))
        with pytest.raises(ValidationReport) as caught:
            desk.what_if([one, two], first=FIRST, last=LAST)
        assert [found.code for found in caught.value.findings] == ["table.twice"]

    def test_nobody_has_the_plan(self, desk, tmp_path):
        """A plan that no salesperson has is refused, and so are tiers of one that is not in the books."""
        path = written(tmp_path / "plan.toml", TOML.replace("TC-1", "TC-7"))
        with pytest.raises(NotFound, match=r"commission\.nobody"):
            desk.what_if(path, first=FIRST, last=LAST)
        tiers = csv(tmp_path / "commission_tiers.csv", [{**TIERS[0], "plan": "TC-7"}])
        with pytest.raises(ValidationReport):
            desk.what_if(tiers, first=FIRST, last=LAST)


class TestPeriods:
    def test_whole_periods_only(self):
        """Months and quarters that lie wholly in the range, by their last day, a month before its quarter."""
        found = periods_between(["quarter", "month"], date(2026, 2, 1), date(2026, 7, 15))
        assert [one.name for one in found] == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026Q2"]

    def test_none(self):
        """A range without a whole period is refused."""
        with pytest.raises(InvalidDate, match="no_period"):
            periods_between(["year"], FIRST, LAST)


class TestAllocation:
    def test_the_same_policy_changes_nothing(self, desk):
        """The policy in force compared with itself differs in nothing, even where a closing froze it."""
        answer = other_allocation(desk.history, "exact-then-oldest", FIRST, LAST)
        assert (answer.items, answer.commission) == ((), ())

    def test_explicit_leaves_money_unapplied(self, desk, tmp_path):
        """Without rows nothing is placed: items are open again, and commission of that money is not earned."""
        company, facts = demo_company()
        closed = Desk.from_records(facts, company=company, clock=desk.clock)
        closed.close("2026-10", out=tmp_path)
        for of in (desk, closed):
            answer = of.what_if_allocated("explicit", first=date(2026, 10, 1), last=LAST)
            assert {one.id for one in answer.items} > {None}
            assert all(one.difference.minor > 0 for one in answer.items if one.id)
            assert total((one.difference for one in answer.commission), "CNY").minor < 0
            assert of.company.policies.allocation == "exact-then-oldest"

    def test_without_plans(self, desk):
        """An office without plans compares its open items alone."""
        facts = evolve(desk.history.facts, commission_plans=(), commission_tiers=(), commission_rates=())
        answer = other_allocation(History(desk.company, facts), "explicit", FIRST, LAST)
        assert answer.items
        assert answer.commission == ()


class TestCommandLine:
    def run(self, *words: object) -> Any:
        """Run `what-if`."""
        return CliRunner().invoke(main, ["what-if", *map(str, words)], catch_exceptions=False)

    def test_plan(self, books, tmp_path):
        """The difference per person and period, as a table and as JSON; the books keep every byte."""
        before = {path.name: path.read_bytes() for path in books.glob("*.*")}
        words = ["--books", books, "--plan", written(tmp_path / "p.toml", TOML), "--from", "2026-09", "--to", "2026-10"]
        assert "账簿未改动" in self.run(*words).stdout
        answer = json.loads(self.run(*words, "--json").stdout, parse_float=pytest.fail)
        each = [Decimal(one["difference"]) for one in answer["differences"]]
        assert (answer["first"], answer["last"], Decimal(answer["difference"])) == (
            "2026-09-01",
            "2026-10-31",
            sum(each),
        )
        assert {path.name: path.read_bytes() for path in books.glob("*.*")} == before

    def test_allocation(self, books):
        """What would be open under another policy, and the commission that hangs on it."""
        words = ["--books", books, "--allocation", "explicit", "--from", "2026-10", "--to", "2026-10"]
        printed = self.run(*words).stdout
        assert "exact-then-oldest → explicit" in printed
        assert "提成差额" in printed
        assert json.loads(self.run(*words, "--json").stdout)["policy_then"] == "explicit"

    def test_refusals(self, books, tmp_path):
        """Neither or both, an unknown policy, a wrong period, a wrong plan: exit 2."""
        plan = written(tmp_path / "p.toml", TOML.replace("0.01", "13"))
        some = ["--books", books, "--from", "2026-10", "--to", "2026-10"]
        for more in ([], ["--plan", plan, "--allocation", "explicit"], ["--allocation", "fifo"], ["--plan", plan]):
            assert self.run(*some, *more).exit_code == 2
        assert self.run("--books", books, "--plan", plan, "--from", "Q1", "--to", "2026").exit_code == 2


def test_a_period_of_another_kind():
    """A yearly proposal for a monthly plan shows the year beside the months that it replaces."""
    names = [one.name for one in periods_between(["year", "month"], date(2026, 1, 1), date(2026, 12, 31))]
    assert names[-2:] == ["2026-12", "2026"]
    assert Period.parse(names[0]).kind == "month"
