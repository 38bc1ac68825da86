"""The command line: answers as JSON and tables, exit codes, the clerk's writes on a real folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from salessupport.cli.main import main

SCENARIO = Path(__file__).parents[1] / "data" / "scenarios" / "money-that-does-not-fit" / "books"


def run(*words: object) -> Result:
    """Run the command with these words."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def answer(*words: object) -> dict[str, object]:
    """Run a verb with `--json` and read what it printed."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_float=pytest.fail)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A copy of small books that may be written to."""
    return Path(shutil.copytree(SCENARIO, tmp_path / "books"))


class TestShow:
    @pytest.mark.parametrize(
        "words",
        [
            ("show", "ageing", "--as-of", "2026-04-30"),
            ("show", "statement", "--customer", "CU-13", "--from", "2026-04-01", "--to", "2026-04-30"),
            ("show", "invoice", "FP-131", "--as-of", "2026-04-30"),
            ("show", "receipt", "SK-141", "--as-of", "2026-04-30", "--refund", "1.00"),
            ("explain", "FP-121", "--as-of", "2026-04-30"),
            ("explain", "HX-122", "--as-of", "2026-04-30"),
            ("explain", "SK-133", "--as-of", "2026-04-30"),
        ],
    )
    def test_answers_people_and_programs(self, books, words):
        """Every question prints a table for people and one JSON value without floats for programs."""
        assert run(*words, "--books", books).stdout.strip()
        assert answer(*words, "--books", books)

    def test_statement_reads_as_a_clerk_expects(self, books):
        """The printed statement shows opening, grouped amounts and closing."""
        words = ("show", "statement", "--customer", "CU-13", "--from", "2026-04-01", "--to", "2026-04-30")
        printed = run(*words, "--books", books).stdout
        assert "13,654.25" in printed
        assert "write_off" in printed

    def test_unknown_id_is_exit_2(self, books):
        """An id that nothing has is exit 2, with the error as JSON where that was asked for."""
        result = run("show", "invoice", "FP-999", "--books", books, "--json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["code"] == "id.not_found"
        assert "FP-999" in result.stderr

    def test_bad_date_is_a_usage_error(self, books):
        """A date in another form is refused before anything is read."""
        assert run("show", "ageing", "--as-of", "30.4.2026", "--books", books).exit_code == 2


class TestCheck:
    def test_clean_books_exit_0(self, books):
        """Books without findings exit 0."""
        assert run("check", "--books", books).exit_code == 0

    def test_findings_exit_1(self, books):
        """A warning is a finding: exit 1, and the answer lists it."""
        (books / "memo.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        result = run("check", "--books", books, "--json")
        assert result.exit_code == 1
        assert [one["code"] for one in json.loads(result.stdout)["findings"]] == ["table.unknown"]

    def test_faults_of_all_files_at_once_exit_2(self, books, tmp_path):
        """Wrong cells and rows that contradict each other, in several files, are one report; nothing is loaded."""
        with (books / "receipts.csv").open("a", encoding="utf-8") as file:
            file.write("SK-900,CU-13,2026-02-30,CNY,1.00,,,bank\n")
        with (books / "allocations.csv").open("a", encoding="utf-8") as file:
            file.write("HX-900,SK-131,FP-131,9000.00,2026-04-02,\n")
            file.write("HX-901,SK-131,FP-999,1.00,2026-04-02,\n")
        report = tmp_path / "findings.xlsx"
        result = run("check", "--books", books, "--json", "--report", report)
        assert result.exit_code == 2
        found = json.loads(result.stdout)["findings"]
        assert {(one["file"], one["code"]) for one in found} >= {
            ("receipts.csv", "date.invalid"),
            ("allocations.csv", "allocation.beyond_source"),
            ("allocations.csv", "reference.unknown"),
        }
        assert all(one["row"] for one in found)
        assert report.is_file()

    def test_a_folder_that_is_no_books(self, tmp_path):
        """A folder without company.toml is exit 2 and says how to make one."""
        result = run("check", "--books", tmp_path)
        assert result.exit_code == 2
        assert "init" in result.stderr


class TestWrites:
    def test_allocate_appends_and_backs_up(self, books):
        """An allocation is a new row; the books as they were stand in the backup; old rows keep their bytes."""
        before = (books / "allocations.csv").read_bytes()
        said = answer("allocate", "SK-122", "FP-121", "1000.00", "--on", "2026-05-02", "--books", books)
        assert Path(str(said["backup"]), "allocations.csv").read_bytes() == before
        shown = answer("show", "invoice", "FP-121", "--as-of", "2026-05-31", "--books", books)
        assert shown["open"] == "4000.00"

    def test_dry_run_leaves_the_files_alone(self, books):
        """With --dry-run no file of the books changes."""
        before = {path: path.read_bytes() for path in books.iterdir()}
        answer("allocate", "SK-122", "FP-121", "1000.00", "--on", "2026-05-02", "--books", books, "--dry-run")
        assert {path: path.read_bytes() for path in books.iterdir()} == before

    def test_undo_takes_back(self, books):
        """Undo appends a row that takes the allocation back from its day on."""
        answer("undo", "HX-131", "--on", "2026-05-01", "--books", books)
        assert answer("show", "invoice", "FP-131", "--as-of", "2026-05-01", "--books", books)["open"] == "720.85"
        assert answer("show", "invoice", "FP-131", "--as-of", "2026-04-30", "--books", books)["open"] == "0.00"

    def test_close_and_reopen(self, books, tmp_path):
        """A month is closed into a folder of sheets, refuses facts, and takes them again when reopened."""
        said = answer("close", "2026-04", "--books", books, "--out", tmp_path / "out")
        assert said["status"] == "closed"
        late = ("allocate", "SK-122", "FP-121", "1.00", "--on", "2026-04-30", "--books", books)
        assert run(*late).exit_code == 2
        answer("reopen", "2026-04", "--books", books)
        assert run(*late).exit_code == 0

    def test_over_application_is_refused(self, books):
        """B48 on the command line: exit 2, and nothing is written."""
        before = (books / "allocations.csv").read_bytes()
        result = run("allocate", "SK-122", "FP-121", "5000.01", "--on", "2026-05-02", "--books", books, "--json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["error"] == "OverApplied"
        assert (books / "allocations.csv").read_bytes() == before


class TestNewBooks:
    def test_init_makes_books_that_check_clean(self, tmp_path):
        """New books load without findings and close an empty month."""
        assert run("init", tmp_path / "new", "--name", "示例公司").exit_code == 0
        assert run("check", "--books", tmp_path / "new").exit_code == 0
        said = answer("close", "2026-01", "--books", tmp_path / "new", "--out", tmp_path / "out")
        assert all(control["equal"] for control in said["controls"].values())

    def test_init_refuses_a_folder_in_use(self, books):
        """Books are never made over existing ones."""
        assert run("init", books).exit_code == 2

    def test_demo_ends_with_a_closed_month(self, tmp_path):
        """The demo closes its last month, every control equal, and the same seed gives the same figures."""
        said = [answer("demo", "--out", tmp_path / name, "--seed", "3") for name in ("a", "b")]
        assert said[0] == {**said[1], "change": said[0]["change"]}
        assert all(control["equal"] for control in said[0]["controls"].values())
        assert run("check", "--books", tmp_path / "a" / "books").exit_code in (0, 1)


class TestSkippedRows:
    def test_are_listed_and_mark_every_report(self, books, tmp_path):
        """With --skip-bad-rows the rest is loaded, each skipped row is told, and every sheet of a close says so."""
        with (books / "receipts.csv").open("a", encoding="utf-8") as file:
            file.write("SK-900,CU-13,2026-02-30,CNY,1.00,,,bank\n")
        words = ("--books", books, "--skip-bad-rows")
        result = run("show", "ageing", "--as-of", "2026-04-30", *words)
        assert result.exit_code == 0
        assert "receipts.csv:8" in result.stderr
        said = answer("close", "2026-04", "--out", tmp_path / "out", "--dry-run", "--language", "en", *words)
        assert not said["sealed"]
        for name in (name for name in said["files"] if name.endswith(".xlsx")):
            workbook = load_workbook(tmp_path / "out" / name)
            for sheet in workbook.worksheets:
                cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
                assert any("1 rows of the books were left out" in cell for cell in cells), name
