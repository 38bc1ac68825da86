"""The workbooks calculated anew by LibreOffice: every formula gives its cached value."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from reports_samples import IMPRINT, NAMES, domestic, foreign, statement
from salessupport.books.demo import demo_company
from salessupport.desk import Desk
from salessupport.domain.values.findings import Finding, Place
from salessupport.reports import terms
from salessupport.reports.sheet import SheetContent
from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
from salessupport.reports.sheets.exceptions import exceptions_sheet
from salessupport.reports.sheets.statement import Issued, statement_index, statement_sheet
from support.recalculated import OFFICE, calculate, figures, recalculate

PERIOD = terms.period(date(2026, 10, 1), date(2026, 10, 31))
MOVEMENTS = [(-1) ** at * (at * 7919 % 1000003 + 10**11 * (at % 3)) or 1 for at in range(1, 40)]
STATEMENTS = [
    Issued(statement(MOVEMENTS, opening=-12345), "a.xlsx"),
    Issued(statement([999999999999, -1], currency="JPY", customer="C002"), "b.xlsx"),
    Issued(statement([]), "c.xlsx"),
]
WORKBOOKS: dict[str, tuple[SheetContent, ...]] = {
    "statement": (statement_sheet(STATEMENTS[0].statement, number="1", imprint=IMPRINT),),
    "yen": (statement_sheet(STATEMENTS[1].statement, number="2", imprint=IMPRINT),),
    "empty": (statement_sheet(STATEMENTS[2].statement, number="3", imprint=IMPRINT),),
    "index": (statement_index(STATEMENTS, imprint=IMPRINT, period=PERIOD),),
    "ageing": (
        ageing_summary(domestic(), names=NAMES, imprint=IMPRINT),
        ageing_detail(domestic(), names=NAMES, imprint=IMPRINT),
    ),
    "foreign": (ageing_detail(foreign(), names=NAMES, imprint=IMPRINT),),
    "exceptions": (exceptions_sheet([Finding("row.width", Place("a.csv", 2))], imprint=IMPRINT, period=PERIOD),),
}
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(OFFICE is None, reason=f"LibreOffice is absent: {len(WORKBOOKS)} workbooks not recalculated"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All workbooks of `WORKBOOKS`, before and after LibreOffice."""
    made = tmp_path_factory.mktemp("office")
    recalculate(made, WORKBOOKS)
    yield made
    shutil.rmtree(made)


class TestRecalculation:
    def test_libreoffice_does_calculate(self, tmp_path: Path) -> None:
        """A false cached value is corrected, so that equal values below mean something."""
        before = tmp_path / "before"
        before.mkdir()
        with xlsxwriter.Workbook(str(before / "false.xlsx")) as workbook:
            workbook.add_worksheet().write_formula("A1", "=1+1", None, 999)
        calculate(tmp_path)
        assert list(figures(tmp_path, "false")) == [("Sheet1!A1", "999.000", "2.000")]

    @pytest.mark.parametrize("name", WORKBOOKS)
    def test_formulas_give_their_cached_values(self, folder: Path, name: str) -> None:
        """Every formula cell, calculated by another program, equals the domain's figure to the last digit."""
        compared = list(figures(folder, name))
        assert [entry for entry in compared if entry[1] != entry[2]] == []
        assert compared or name == "exceptions"

    def test_formulas_of_a_whole_close_give_their_cached_values(self, tmp_path: Path) -> None:
        """Every workbook of the demo's close, contracts, receipts, customers and papers among them."""
        company, facts = demo_company()
        clock = datetime(2026, 11, 3, 9, tzinfo=UTC)
        desk = Desk.from_records(facts, company=company, clock=lambda: clock)
        closed = desk.close("2026-10", out=tmp_path / "close")
        (tmp_path / "before").mkdir()
        chosen = [name for name in closed.files if name.endswith(".xlsx") and not name.startswith("对账单/")]
        for number, name in enumerate(chosen):
            shutil.copy(tmp_path / "close" / name, tmp_path / "before" / f"{number}.xlsx")
        calculate(tmp_path)
        compared = [entry for number in range(len(chosen)) for entry in figures(tmp_path, str(number))]
        assert [entry for entry in compared if entry[1] != entry[2]] == []
        assert len(compared) > 500
