"""The workbooks calculated anew by LibreOffice: every formula gives its cached value."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from reports_samples import IMPRINT, NAMES, domestic, foreign, statement
from salessupport.domain.values.findings import Finding, Place
from salessupport.reports import terms
from salessupport.reports.sheet import SheetContent
from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
from salessupport.reports.sheets.exceptions import exceptions_sheet
from salessupport.reports.sheets.statement import Issued, statement_index, statement_sheet
from salessupport.reports.xlsx import write_workbook

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
_OFFICE = shutil.which("soffice")
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(_OFFICE is None, reason=f"LibreOffice is absent: {len(WORKBOOKS)} workbooks not recalculated"),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Write all workbooks, and one whose cached value is false; give the folders before and after LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    before, after, profile = (folder / name for name in ("before", "after", "profile"))
    before.mkdir()
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    for name, contents in WORKBOOKS.items():
        write_workbook(before / f"{name}.xlsx", contents, language="zh_CN", created=date(2026, 11, 3))
    with xlsxwriter.Workbook(str(before / "false.xlsx")) as workbook:
        workbook.add_worksheet().write_formula("A1", "=1+1", None, 999)
    command = [str(_OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(after), *map(str, sorted(before.glob("*.xlsx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    yield before, after
    shutil.rmtree(folder)


class TestRecalculation:
    def test_libreoffice_does_calculate(self, folders: tuple[Path, Path]) -> None:
        """A false cached value is corrected, so that equal values below mean something."""
        sheet = load_workbook(folders[1] / "false.xlsx", data_only=True).active
        assert sheet is not None
        assert sheet["A1"].value == 2

    @pytest.mark.parametrize("name", WORKBOOKS)
    def test_formulas_give_their_cached_values(self, folders: tuple[Path, Path], name: str) -> None:
        """Every formula cell, calculated by another program, equals the domain's figure to the last digit."""
        before, after = (folder / f"{name}.xlsx" for folder in folders)
        formulas, cached, anew = (
            load_workbook(before),
            load_workbook(before, data_only=True),
            load_workbook(after, data_only=True),
        )
        compared = 0
        for sheet in formulas.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                expected, found = (book[sheet.title][cell.coordinate].value for book in (cached, anew))
                assert f"{found:.3f}" == f"{expected:.3f}", f"{sheet.title}!{cell.coordinate} {cell.value}"
                compared += 1
        assert compared > 0 or name == "exceptions"
