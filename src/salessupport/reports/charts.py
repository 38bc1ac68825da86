"""Charts of the rows of a table: columns side by side, and points of another size on an axis of their own.

Cached points are given by hand, as for the chart of a totals row: with constant memory the rows are gone by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessupport.domain.values.currency import digits_of
from salessupport.reports.cells import spreadsheet_number
from salessupport.reports.page import Page
from salessupport.reports.sheet import RowChart

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

_BARS = ("#BFBFBF", "#9DC3E6", "#C5E0B4")
_POINTS = "#ED7D31"
_HEIGHT = 320
_PIXELS, _PADDING = 7, 5
"""Of one character, and of a column beside its characters."""
_AXIS = {"num_format": "#,##0", "num_font": {"size": 8}, "name_font": {"size": 9, "bold": False}}


def write_row_chart(page: Page, workbook: Workbook, chart: RowChart, *, totals_row: int, row: int) -> None:
    """Draw a chart of the rows above `totals_row` beneath the table; of no rows none."""
    if not page.content.blocks[-1].rows:
        return
    drawn, beside = (_new(workbook, kind) for kind in ("column", "line"))
    for key, color in zip(chart.bars, _BARS, strict=False):
        drawn.add_series({**_series(page, chart, key, totals_row), "fill": {"color": color}, "gap": 60})
    beside.add_series(
        {
            **_series(page, chart, chart.points, totals_row),
            "y2_axis": True,
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 9, "fill": {"color": _POINTS}, "border": {"color": "#FFFFFF"}},
            "data_labels": {"value": True, "position": "right", "num_format": "#,##0", "font": {"size": 8}},
        }
    )
    drawn.combine(beside)
    headings = {column.key: page.say(column.heading) for column in page.columns}
    drawn.set_title({"name": page.say(chart.title), "name_font": {"size": 12}, "overlay": False})
    drawn.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    drawn.set_y_axis({**_AXIS, "name": " / ".join(headings[key] for key in chart.bars), "major_gridlines": grid})
    beside.set_y2_axis({**_AXIS, "name": headings[chart.points], "min": 0})
    width = sum(width * _PIXELS + _PADDING for width in page.widths)
    drawn.set_size({"width": width, "height": _HEIGHT})
    page.worksheet.insert_chart(row + 1, 0, drawn, {"description": page.say(chart.title)})


def _new(workbook: Workbook, kind: str) -> Chart:
    drawn = workbook.add_chart({"type": kind})
    if drawn is None:
        raise AssertionError(f"XlsxWriter knows {kind} charts")
    return drawn


def _series(page: Page, chart: RowChart, key: str, totals_row: int) -> dict[str, object]:
    """The cells of a column as a series."""
    block, name = page.content.blocks[-1], page.worksheet.get_name()
    keys = [column.key for column in page.columns]
    of, named = keys.index(key), keys.index(chart.category)
    first, last = totals_row - len(block.rows), totals_row - 1
    scale = 10 ** digits_of(block.currency)
    values = [row[of] for row in block.rows]
    return {
        "name": page.say(page.columns[of].heading),
        "categories": [name, first, named, last, named],
        "values": [name, first, of, last, of],
        "categories_data": [str(row[named] or "") for row in block.rows],
        "values_data": [spreadsheet_number(value, scale) if isinstance(value, int) else "" for value in values],
    }
