"""Books folders and workbooks made for a test: what a clerk or a hostile program would hand over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpora import corpus
from salessupport.books.reader import read_tables
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.findings import Finding

CUSTOMERS = "id,name\nC1,甲公司\nC2,乙公司\n"
INVOICES = "id,kind,customer,issued_on,gross,status\n"
RECEIPTS = "id,customer,received_on,amount\n"


def books_folder(folder: Path, tables: Mapping[str, str | bytes], *, toml: str = 'name = "某公司"\n') -> Path:
    """Make a books folder of files; a name without a dot is a CSV file's."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.toml").write_text(toml, "utf-8")
    for name, content in tables.items():
        path = folder / (name if "." in name else f"{name}.csv")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def findings_of(folder: Path, *, warnings: bool = False) -> list[Finding]:
    """Give the errors of a folder's tables, or all findings; none if it reads."""
    try:
        books = read_tables(folder).books()
    except ValidationReport as report:
        return [finding for finding in report.findings if warnings or finding.level == "error"]
    return list(books.warnings) if warnings else []


def said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Give place and code of findings."""
    return [(str(finding.place), finding.code) for finding in findings]


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook_parts(rows: str, *, sheet: str = "客户") -> dict[str, str | bytes]:
    """Give the parts of a minimal workbook with the XML of one sheet's rows."""
    relation = f'<Relationship Id="rId1" Type="{_RELATIONS}'
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{relation}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relation}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack parts into an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(rows: str, *, sheet: str = "客户") -> bytes:
    """Make a minimal workbook."""
    return zipped(workbook_parts(rows, sheet=sheet))


def cells(number: int, *texts: str) -> str:
    """Give the XML of a row of texts."""
    inside = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(texts)
    )
    return f'<row r="{number}">{inside}</row>'


def messy(name: str) -> bytes:
    """Give a file of the shared messy corpus; the test is skipped where it is absent."""
    return (corpus("messy") / name).read_bytes()
