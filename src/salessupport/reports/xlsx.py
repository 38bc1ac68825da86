"""The one renderer of workbooks: deterministic bytes, constant memory, all or nothing.

Everything is checked before a byte is written (`checks`); the file is made in a temporary folder beside its place and
then put there in one step, so that a full disk leaves the old file intact (`store.write`, B76). The same contents give
the same bytes, whenever and wherever they are written (architecture decision 11; performance: the workbook is most of
a month's end, so the loop over the rows adds little to XlsxWriter's own writing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from salessupport.domain.values.errors import StoreFull
from salessupport.domain.values.messages import Language
from salessupport.reports.body import write_body
from salessupport.reports.charts import write_row_chart
from salessupport.reports.checks import Measures, check
from salessupport.reports.page import Page
from salessupport.reports.sheet import RowChart, SheetContent, say
from salessupport.reports.styles import Styles

_IN_MEMORY_ROWS = 20_000
"""About 50 MiB of cells; larger workbooks are written row by row in constant memory."""


def write_workbook(path: Path, contents: Sequence[SheetContent], *, language: Language, created: date) -> int:
    """Write the contents, one sheet each, in a language; gives the number of cells written.

    `created` is the date in the document's properties. Raises `StoreFull` when the file cannot be written; then, as
    after any other error, what stood at `path` still stands there.
    """
    measured = [(content, check(content)) for content in contents]
    with _replacing(path) as temporary:
        return _write(temporary, measured, language, created)


def _write(path: Path, contents: Sequence[tuple[SheetContent, Measures]], language: Language, created: date) -> int:
    workbook = Workbook(str(path), _options(path, contents))
    workbook.set_properties({"created": datetime.combine(created, time(), UTC)})
    styles = Styles(workbook, language)
    try:
        cells = sum(_write_sheet(workbook, styles, content, measures, language) for content, measures in contents)
        workbook.close()
    finally:
        for worksheet in workbook.worksheets():
            rows = worksheet.row_data_fh  # XlsxWriter leaves it open when it fails
            if rows is not None:
                rows.close()
    return cells


def _options(path: Path, contents: Sequence[tuple[SheetContent, Measures]]) -> dict[str, object]:
    """Make small workbooks in memory: a month has hundreds, and temporary files would cost more than their cells."""
    rows = sum(len(block.rows) for content, _ in contents for block in content.blocks)
    if rows <= _IN_MEMORY_ROWS:
        return {"in_memory": True}
    return {"constant_memory": True, "tmpdir": str(path.parent)}


def _write_sheet(
    workbook: Workbook, styles: Styles, content: SheetContent, measures: Measures, language: Language
) -> int:
    worksheet = workbook.add_worksheet(say(content.sheet.name, language))
    page = Page(worksheet, styles, content, measures, language)
    header_row = page.write_head()
    body = write_body(page, header_row)
    row = page.write_foot(body.next_row)
    if isinstance(content.chart, RowChart):
        write_row_chart(page, workbook, content.chart, totals_row=body.totals_row, row=row)
    elif content.chart is not None:
        page.write_chart(workbook, content.chart, header_row=header_row, totals_row=body.totals_row, row=row)
    return page.cells


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a place to write to; what was written there replaces `path` at the end, at once or not at all."""
    try:
        with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            temporary = Path(folder) / "workbook.xlsx"
            yield temporary
            temporary.replace(path)
    except (OSError, FileCreateError) as error:
        raise StoreFull("store.write", path=str(path), reason=str(error)) from error
