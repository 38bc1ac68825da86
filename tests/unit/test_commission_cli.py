"""Commission on the command line: bad tables are refused all at once with their places, tables show every cent."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.cli.main import main

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the demo's books."""
    folder = tmp_path_factory.mktemp("books")
    write_books(folder, *demo_company(), form="csv", language="en")
    return folder


@pytest.fixture
def books(sound: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo's books."""
    return shutil.copytree(sound, tmp_path / "books")


def add(folder: Path, table: str, **cells: str) -> None:
    """Add a row to a table, with columns that it has not had yet; its number is that of the file's last row."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    header = list(dict.fromkeys([*rows[0], *cells]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows([*rows, cells])


def change(folder: Path, table: str, of: str, **cells: str) -> None:
    """Change cells of the row with an id."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = [row | cells if row["id"] == of else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys([*rows[0], *cells])), restval="")
        writer.writeheader()
        writer.writerows(changed)


def run(*arguments: str, books: Path) -> Result:
    """Run a command on books."""
    return CliRunner().invoke(main, [*arguments, "--books", str(books)], env={"COLUMNS": "120"})


def checked(books: Path) -> list[tuple[str, str, str, str]]:
    """File, column, level and code of every finding of commission, targets and salespeople."""
    found = json.loads(run("check", "--json", books=books).stdout)["findings"]
    about = ("commission", "targets", "salespeople")
    return [(one["file"], one["column"], one["level"], one["code"]) for one in found if one["file"].startswith(about)]


BAD: dict[str, tuple[str, dict[str, str], tuple[str, str, str]]] = {
    "rate of 13": (
        "commission_tiers",
        {"plan": "TC-1", "version": "2", "from_amount": "9.00", "rate": "13"},
        ("rate", "error", "rate.range"),
    ),
    "tiers overlap": (
        "commission_tiers",
        {"plan": "TC-1", "version": "2", "from_amount": "150000.00", "rate": "0.018"},
        ("from_amount", "error", "id.duplicate"),
    ),
    "tier of no plan": (
        "commission_tiers",
        {"plan": "TC-9", "from_amount": "0.00", "rate": "0.01"},
        ("plan", "error", "reference.unknown"),
    ),
    "tier of no version": (
        "commission_tiers",
        {"plan": "TC-1", "version": "7", "from_amount": "0.00", "rate": "0.01"},
        ("version", "error", "commission.no_such_version"),
    ),
    "rate of no product": (
        "commission_rates",
        {"plan": "TC-1", "product": "P999", "rate": "0.03"},
        ("product", "error", "reference.unknown"),
    ),
    "rate of everything": (
        "commission_rates",
        {"plan": "TC-1", "rate": "0.03"},
        ("product", "warning", "commission.rate_of_all"),
    ),
    "rate of no version": (
        "commission_rates",
        {"plan": "TC-2", "version": "2", "product": "P001", "rate": "0.03"},
        ("version", "error", "commission.no_such_version"),
    ),
    "shares above 1": (
        "commission_splits",
        {"order": "DD2609-009", "salesperson": "S03", "share": "0.7"},
        ("share", "error", "commission.shares"),
    ),
    "share of 130 %": (
        "commission_splits",
        {"order": "DD2605-003", "salesperson": "S06", "share": "130%"},
        ("share", "error", "rate.range"),
    ),
    "share twice": (
        "commission_splits",
        {"order": "DD2608-009", "salesperson": "S06", "share": "0.5"},
        ("salesperson", "error", "id.duplicate"),
    ),
    "share in two documents": (
        "commission_splits",
        {"order": "DD2605-003", "contract": "HT2610-001", "salesperson": "S06", "share": "0.5"},
        ("salesperson", "error", "commission.split_document"),
    ),
    "share of a stranger": (
        "commission_splits",
        {"order": "DD2605-003", "salesperson": "S77", "share": "0.5"},
        ("salesperson", "error", "reference.unknown"),
    ),
    "share of no line": (
        "commission_splits",
        {"order": "DD2605-003", "line": "99", "salesperson": "S06", "share": "0.5"},
        ("line", "error", "commission.no_such_line"),
    ),
    "plan in another currency": (
        "commission_plans",
        {"id": "TC-3", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "month", "cap": "USD 5"},
        ("cap", "error", "money.format"),
    ),
    "unknown basis": (
        "commission_plans",
        {"id": "TC-3", "basis": "profit", "measure": "net", "tiers": "marginal", "period": "month"},
        ("basis", "error", "choice.unknown"),
    ),
    "target of nothing known": (
        "targets",
        {"salesperson": "S01", "period": "2026-09", "measure": "profit", "amount": "5.00"},
        ("measure", "warning", "target.measure"),
    ),
    "target of no period": (
        "targets",
        {"salesperson": "S01", "period": "2026-99", "amount": "5.00"},
        ("period", "warning", "target.period"),
    ),
}  # fmt: skip


class TestBadTables:
    @pytest.mark.parametrize("name", BAD)
    def test_each_has_its_finding(self, books: Path, name: str) -> None:
        """One bad row gives one finding, at its file and column."""
        table, cells, (column, level, code) = BAD[name]
        add(books, table, **cells)
        assert checked(books) == [(f"{table}.csv", column, level, code)]

    def test_all_at_once(self, books: Path) -> None:
        """Every bad row is named in one answer, with row and column and what to do; nothing is worked out."""
        errors = [one for one in BAD.values() if one[2][1] == "error"]
        for table, cells, _ in errors:
            add(books, table, **cells)
        refused = run("show", "commission", "--period", "2026-10", books=books)
        assert (refused.exit_code, refused.stdout) == (2, "")
        places = {f"{table}.csv" for table, _, _ in errors}
        assert {name for name in places if name in refused.stderr} == places
        found = re.findall(r"^ +\w+\.csv:\d+:\w+: .+ / .+$", refused.stderr, flags=re.MULTILINE)
        assert len(found) == len(errors)

    def test_whole_documents_and_lines_are_named(self, books: Path) -> None:
        """Shares above 1 name the document, or document/line."""
        add(books, "commission_splits", order="DD2609-009", salesperson="S03", share="0.7")
        add(books, "commission_splits", order="DD2605-003", line="1", salesperson="S03", share="0.7")
        add(books, "commission_splits", order="DD2605-003", line="1", salesperson="S02", share="0.7")
        told = run("check", books=books).stderr
        assert "in DD2609-009 add up to 1.7" in told
        assert "in DD2605-003/1 add up to 1.4" in told

    def test_salespeople(self, books: Path) -> None:
        """A plan that is not there is refused; who left before joining, or still has shares, is noticed."""
        change(books, "salespeople", "S05", plan="TC-66")
        assert checked(books) == [("salespeople.csv", "plan", "error", "reference.unknown")]
        change(books, "salespeople", "S05", plan="TC-1", left_on="2021-01-01")
        found = set(checked(books))
        assert ("salespeople.csv", "left_on", "warning", "salesperson.left_before_joined") in found
        assert ("commission_splits.csv", "salesperson", "warning", "commission.left") in found

    def test_rows_of_a_plan_that_failed_are_not_blamed(self, books: Path) -> None:
        """One fault in the plan is one finding, though tiers and people name it."""
        change(books, "commission_plans", "TC-2", cap="-5.00")
        assert checked(books) == [("commission_plans.csv", "cap", "error", "money.negative")]

    def test_version_twice(self, books: Path) -> None:
        """Two versions from one day leave open which holds."""
        given = {"basis": "collected", "measure": "net", "tiers": "marginal", "period": "month"}
        add(books, "commission_plans", id="TC-1", version="3", valid_from="2026-05-01", **given)
        assert checked(books) == [("commission_plans.csv", "valid_from", "error", "commission.version_twice")]


class TestStatedResults:
    def test_no_version_and_no_tier(self, books: Path) -> None:
        """Without a version for the period there is no statement, without tiers no commission; both are said."""
        given = {"basis": "collected", "measure": "net", "tiers": "marginal", "period": "month"}
        add(books, "commission_plans", id="TC-4", valid_from="2027-01-01", **given)
        add(books, "commission_plans", id="TC-6", **given)
        change(books, "salespeople", "S05", plan="TC-4")
        change(books, "salespeople", "S04", plan="TC-6")
        answer = json.loads(run("show", "commission", "--period", "2026-10", "--json", books=books).stdout)
        paid = {one["salesperson"]: one["payout"] for one in answer["statements"]}
        assert (paid.get("S05"), paid["S04"]) == (None, "0.00")
        assert {one["code"] for one in answer["findings"]} == {"commission.no_version", "commission.no_tier"}

    def test_a_target_of_zero(self, books: Path) -> None:
        """A target of nothing is attained by no percentage."""
        add(books, "targets", salesperson="S01", period="2026-09", measure="invoiced net", amount="0.00")
        shown = run("show", "targets", "--period", "2026-09", books=books)
        assert re.search(r"S01 +invoiced net +0\.00 +0\.00 +[\d,.]+ +—", shown.stdout)
        behind = run("show", "targets", "--period", "2026-10", books=books).stdout
        assert re.findall(r"! (S0\d) .* / ([\d.,]+) behind", behind)[0] == ("S03", "28,501.22")
        assert "no targets of this period" in run("show", "targets", "--period", "2026Q1", books=books).stdout


class TestTables:
    @pytest.fixture
    def shown(self, sound: Path) -> str:
        """Give October on a terminal."""
        return run("show", "commission", "--period", "2026-10", books=sound).stdout

    def test_totals(self, shown: str) -> None:
        """Everybody's figures add up, and each person's lines to what is paid and carried on."""
        assert re.search(r"Total +1,579,765\.20 +20,019\.80 +30\.33 +0\.00 +20,050\.13 +0\.00", shown)
        assert re.search(r"Payout \+ out +292,812\.82 +4,173\.93", shown)
        assert re.search(r"anew 2026-09 +-178\.94", shown)

    def test_the_number_of_a_line_explains_it(self, shown: str, sound: Path) -> None:
        """The number before a line is the one that `explain` takes."""
        mine = shown.partition("S02 · TC-1 v2")[2]
        amount = re.search(r"^ 17 .* ([\d.,]+) *$", mine, flags=re.MULTILINE)
        assert amount is not None
        told = run("explain", "2026-10:S02:17", books=sound).stdout
        assert f"Line 17 of the settlement of 2026-10 earns {amount[1]}." in " ".join(told.split())

    def test_nobody_has_such_periods(self, sound: Path) -> None:
        """A kind of period that no plan has is said."""
        assert (
            "nobody has a plan with such periods" in run("show", "commission", "--period", "2026Q3", books=sound).stdout
        )

    def test_a_period_that_is_not_over(self, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Figures of a period that still runs can change, and targets are held against the days gone by."""
        monkeypatch.setattr("salessupport.desk.desk._wall_clock", lambda _company: lambda: NOW)
        running = run("show", "commission", "--period", "2026-11", books=sound).stdout
        assert "not final before 2026-11-30 is over" in running
        assert "not final" not in run("show", "commission", "--period", "2026-10", books=sound).stdout

    def test_targets_keep_pace_with_the_days(self, books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On the third of thirty days a tenth of a target is due; a day asked for counts instead."""
        monkeypatch.setattr("salessupport.desk.desk._wall_clock", lambda _company: lambda: NOW)
        add(books, "targets", salesperson="S01", period="2026-11", measure="invoiced net", amount="3000.00")
        due = [
            json.loads(run("show", "targets", "--period", "2026-11", *day, "--json", books=books).stdout)["targets"][0]
            for day in ((), ("--as-of", "2026-11-15"))
        ]
        assert [(one["due"], one["light"]) for one in due] == [("300.00", "red"), ("1500.00", "red")]

    def test_what_was_carried_in(self, sound: Path, tmp_path: Path) -> None:
        """A negative balance stands in the next period's lines though nothing was earned."""
        tables = {
            "company.toml": 'name = "Example"\n[policies]\nallocation = "explicit"\n',
            "customers.csv": "id,name,salesperson\nC-1,Example Paper,S\n",
            "salespeople.csv": "id,name,plan\nS,Sun,P\n",
            "commission_plans.csv": "id,basis,measure,tiers,period,cap\nP,collected,net,marginal,month,90.00\n",
            "commission_tiers.csv": "plan,from_amount,rate\nP,0.00,0.01\n",
            "invoices.csv": "id,kind,customer,issued_on,net,tax,gross,status\n"
            "I-1,invoice,C-1,2026-01-10,10000.00,0.00,10000.00,issued\n",
            "receipts.csv": "id,customer,received_on,amount\nR-1,C-1,2026-02-01,10000.00\n",
            "allocations.csv": "id,source,target,effective_on,reverses\n"
            "A-1,R-1,I-1,2026-02-01,\nA-2,R-1,I-1,2026-05-01,A-1\n",
        }
        for name, text in tables.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        shown = [
            run("show", "commission", "--period", f"2026-{month}", books=tmp_path).stdout for month in ("02", "06")
        ]
        assert re.search(r"above the cap +-10\.00", shown[0])
        assert re.search(r"carried in +-90\.00", shown[1])
