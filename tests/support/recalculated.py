"""Workbooks calculated anew by LibreOffice, so that cached values can be compared with what their formulas give."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from salessupport.reports.sheet import SheetContent
from salessupport.reports.xlsx import write_workbook

OFFICE = shutil.which("soffice")
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def recalculate(folder: Path, workbooks: Mapping[str, Sequence[SheetContent]]) -> None:
    """Write the workbooks into `folder`/before, and as calculated anew into `folder`/after."""
    before = folder / "before"
    before.mkdir()
    for name, contents in workbooks.items():
        write_workbook(before / f"{name}.xlsx", contents, language="zh_CN", created=date(2026, 11, 3))
    calculate(folder)


def calculate(folder: Path) -> None:
    """Calculate the workbooks of `folder`/before anew into `folder`/after."""
    before, after, profile = (folder / name for name in ("before", "after", "profile"))
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [str(OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(after), *map(str, sorted(before.glob("*.xlsx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def figures(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Every formula cell of a workbook: its place, its cached value, its value calculated anew."""
    formulas = load_workbook(folder / "before" / f"{name}.xlsx")
    cached = load_workbook(folder / "before" / f"{name}.xlsx", data_only=True)
    anew = load_workbook(folder / "after" / f"{name}.xlsx", data_only=True)
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            expected, found = (book[sheet.title][cell.coordinate].value for book in (cached, anew))
            yield f"{sheet.title}!{cell.coordinate}", f"{expected:.3f}", f"{found:.3f}"
