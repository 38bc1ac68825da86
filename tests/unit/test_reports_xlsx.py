"""The renderer: deterministic, explicit, exact, all or nothing."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports_samples import IMPRINT, NAMES, domestic, statement
from salessupport.domain.values.errors import InvalidMoney, InvalidText, StoreFull
from salessupport.domain.values.money import Money
from salessupport.reports.cells import spreadsheet_number
from salessupport.reports.sheet import Block, Cell, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
from salessupport.reports.sheets.statement import statement_sheet
from salessupport.reports.xlsx import write_workbook

CREATED = date(2026, 11, 3)
ALL = Sheet(
    "全部",
    "All",
    "全部种类",
    "All kinds",
    (
        SheetColumn("text", "文本", "Text"),
        SheetColumn("words", "词", "Words", "words"),
        SheetColumn("day", "日期", "Day", "date"),
        SheetColumn("count", "数", "Count", "integer", total="sum"),
        SheetColumn("ratio", "比率", "Ratio", "percent"),
        SheetColumn("money", "金额", "Money", "money", total="sum"),
        SheetColumn("twice", "加倍", "Sum", "money", total="sum", formula="money + money2"),
        SheetColumn("money2", "金额二", "More", "money"),
        SheetColumn("amount", "原币", "Amount", "amount"),
    ),
)
FIRST_ROW = 4


def row(**cells: Cell) -> Row:
    """Make a row of `ALL`, empty but for the given cells."""
    empty = {column.key: None for column in ALL.columns} | {"twice": 0}
    return tuple((empty | cells).values())


def content(*rows: Row, currency: str = "CNY") -> SheetContent:
    """Rows of `ALL` with their true totals."""
    totals = {key: sum(r[at] or 0 for r in rows) for at, key in ((3, "count"), (5, "money"), (6, "twice"))}  # type: ignore[misc]
    return SheetContent(ALL, "公司", (), (Block(rows, totals, currency),))  # type: ignore[arg-type]


def written(path: Path, *contents: SheetContent, language: Any = "en", data_only: bool = True) -> Any:
    """Write the contents and read the first sheet back."""
    write_workbook(path, contents, language=language, created=CREATED)
    return load_workbook(path, data_only=data_only).worksheets[0]


class TestNumbers:
    @given(st.integers(1 - 10**15, 10**15 - 1), st.integers(0, 3))
    def test_amounts_of_15_digits_survive_as_numbers(self, minor: int, digits: int) -> None:
        """A number gives back every amount of up to 15 significant digits, also in the way XlsxWriter prints it."""
        number = spreadsheet_number(minor, 10**digits)
        assert Decimal(f"{number:.15g}").scaleb(digits) == minor
        assert float(f"{number:.16G}") == number

    @pytest.mark.parametrize(
        ("currency", "shown"),
        [("CNY", "#,##0.00;[Red]-#,##0.00"), ("JPY", "#,##0;[Red]-#,##0"), ("KWD", "#,##0.000;[Red]-#,##0.000")],
    )
    def test_formats_follow_the_currency(self, tmp_path: Path, currency: str, shown: str) -> None:
        """Amounts have the digits of their currency, negative ones in red with a minus."""
        cells = {"money": 1500, "twice": 1500, "amount": Money(-7, currency)}
        sheet = written(tmp_path / "a.xlsx", content(row(**cells), currency=currency))
        assert sheet.cell(FIRST_ROW, 6).number_format == shown == sheet.cell(FIRST_ROW, 9).number_format
        assert sheet.cell(FIRST_ROW, 6).value == {"CNY": 15, "JPY": 1500, "KWD": 1.5}[currency]

    def test_dates_counts_and_ratios(self, tmp_path: Path) -> None:
        """Dates are dates shown as yyyy-mm-dd, counts numbers, exact ratios percentages."""
        rows = row(day=date(1900, 3, 1), ratio=Fraction(1, 8), count=3), row(day=CREATED, ratio=Decimal("0.13"))
        sheet = written(tmp_path / "a.xlsx", content(*rows))
        first, second = ([cell.value for cell in sheet[FIRST_ROW + at][2:5]] for at in (0, 1))
        assert (first[0].date(), *first[1:]) == (date(1900, 3, 1), 3, 0.125)
        assert (second[0].date(), *second[1:]) == (CREATED, None, 0.13)
        assert sheet.cell(FIRST_ROW, 3).number_format == "yyyy-mm-dd"
        assert sheet.cell(FIRST_ROW, 5).number_format == "0.00%"

    def test_amounts_of_17_digits_are_texts_with_a_note(self, tmp_path: Path) -> None:
        """What a number cannot hold is written out as text, with a note, and no formula pretends to add it up."""
        path = tmp_path / "a.xlsx"
        sheet = written(path, content(row(money=12345678901234567, twice=12345678901234567), row()), data_only=False)
        cell = sheet.cell(FIRST_ROW, 6)
        assert (cell.data_type, cell.value) == ("s", "123456789012345.67")
        assert "15 significant digits" in cell.comment.text
        assert sheet.cell(FIRST_ROW + 2, 6).value == "123456789012345.67"
        assert not [c for line in sheet.iter_rows() for c in line if c.data_type == "f" and c.column != 4]


class TestTexts:
    HOSTILE = st.sampled_from(
        [
            '=HYPERLINK("http://x.invalid","x")',
            "+1",
            "-1",
            "@SUM(A1)",
            "{=1}",
            "http://x.invalid",
            "<r>x</r>",
            "<r><t>x</t></r>",
            "<r></r>",
            " x ",
            "00123",
            "_x0041_",
            "a\nb",
            "&<>\"'",
            "",
        ]
    )

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(
        text=HOSTILE | st.text(st.characters(exclude_categories=["C"], exclude_characters="\ufffe\uffff"), max_size=20)
    )
    def test_texts_stay_texts(self, tmp_path: Path, text: str) -> None:
        """Whatever a text looks like, the cell is a string and reads back equal, in cells and in the header block."""
        rows = row(text=text, words=("另", text))
        sheet = written(tmp_path / "a.xlsx", evolve(content(rows), company=text), data_only=False)
        for cell in (sheet.cell(FIRST_ROW, 1), sheet.cell(FIRST_ROW, 2), sheet.cell(1, 1)):
            assert cell.data_type in ("s", "inlineStr", "n" if not text else "s")
            assert (cell.value or "").replace("_x005F_", "_") == text
            assert cell.hyperlink is None

    def test_each_language_picks_its_texts(self, tmp_path: Path) -> None:
        """Headers, names of sheets and bilingual cells come in the language asked for."""
        both = content(row(words=("中", "en")))
        for language, expected in (("zh_CN", ("全部", "文本", "中")), ("en", ("All", "Text", "en"))):
            sheet = written(tmp_path / "a.xlsx", both, language=language)
            assert (sheet.title, sheet.cell(3, 1).value, sheet.cell(FIRST_ROW, 2).value) == expected


class TestFormulas:
    def test_totals_sum_exactly_their_rows(self, tmp_path: Path) -> None:
        """The totals row sums from the first to the last row of its block, the cached value being the given figure."""
        rows = [row(count=at, money=at * 100, money2=1, twice=at * 100 + 1) for at in range(1, 6)]
        path = tmp_path / "a.xlsx"
        formulas = written(path, content(*rows), data_only=False)
        values = load_workbook(path, data_only=True).worksheets[0]
        assert formulas.cell(9, 4).value == "=SUM(D4:D8)"
        assert formulas.cell(9, 6).value == "=SUM(F4:F8)"
        assert formulas.cell(6, 7).value == "=ROUND(F6+H6,2)"
        assert [values.cell(9, at).value for at in (4, 6, 7)] == [15, 15, 15.05]
        assert values.cell(9, 1).value == "Total"

    def test_an_empty_period_has_header_and_zero_totals(self, tmp_path: Path) -> None:
        """Without rows the sheet stands with its header and totals of zero."""
        path = tmp_path / "a.xlsx"
        formulas = written(path, content(), data_only=False)
        assert formulas.cell(5, 6).value == "=SUM(F4:F4)"
        assert load_workbook(path, data_only=True).worksheets[0].cell(5, 6).value == 0

    def test_blocks_have_totals_of_their_own(self, tmp_path: Path) -> None:
        """Each block is summed by itself, under its heading."""
        one, two = (content(row(money=minor, twice=minor)).blocks[0] for minor in (100, 200))
        two = evolve(two, currency="USD", heading=("美元", "US dollars"), total_label=("合计", "Total USD"))
        sheet = written(tmp_path / "a.xlsx", evolve(content(), blocks=(one, two)), data_only=False)
        assert [sheet.cell(at, 6).value for at in (5, 8)] == ["=SUM(F4:F4)", "=SUM(F7:F7)"]
        assert [sheet.cell(at, 1).value for at in (6, 8)] == ["US dollars", "Total USD"]


class TestPrinting:
    def test_prints_on_a4(self, tmp_path: Path) -> None:
        """The header row is frozen and repeated, the page is A4, one page wide, numbered in its footer."""
        sheet = written(tmp_path / "a.xlsx", content(row()), language="zh_CN")
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text

    def test_landscape_is_declared(self, tmp_path: Path) -> None:
        """A sheet lies as its declaration says."""
        for landscape, expected in ((True, "landscape"), (False, "portrait")):
            sheet = written(tmp_path / "a.xlsx", evolve(content(), sheet=evolve(ALL, landscape=landscape)))
            assert sheet.page_setup.orientation == expected

    def test_columns_grow_with_their_amounts(self, tmp_path: Path) -> None:
        """A money column is wide enough for its largest figure, so that no amount prints as ###."""
        sheet = written(tmp_path / "a.xlsx", content(row(money=-99999999999999, twice=-99999999999999)))
        assert sheet.column_dimensions["F"].width >= len("-999,999,999,999.99") + 2

    def test_long_names_get_higher_rows(self, tmp_path: Path) -> None:
        """A text wider than its column wraps and its row is given the height for it."""
        sheet = written(tmp_path / "a.xlsx", content(row(text="短"), row(text="很长的公司名称" * 3)))
        assert sheet.row_dimensions[FIRST_ROW].height in (None, 18)
        assert sheet.row_dimensions[FIRST_ROW + 1].height > 30
        assert sheet.cell(FIRST_ROW + 1, 1).alignment.wrap_text


class TestFile:
    CONTENTS = (
        statement_sheet(statement([11300, -5000], opening=7), number="1", imprint=IMPRINT),
        ageing_summary(domestic(), names=NAMES, imprint=IMPRINT),
        ageing_detail(domestic(), names=NAMES, imprint=IMPRINT),
    )

    def test_same_contents_give_the_same_bytes(self, tmp_path: Path) -> None:
        """Two writings of the same contents are equal byte by byte, whatever the file is called."""
        one, two = tmp_path / "one.xlsx", tmp_path / "elsewhere" / "two.xlsx"
        two.parent.mkdir()
        for path in (one, two):
            write_workbook(path, self.CONTENTS, language="zh_CN", created=CREATED)
        assert one.read_bytes() == two.read_bytes()

    def test_the_date_is_the_one_given(self, tmp_path: Path) -> None:
        """The properties carry the given date, not the clock's."""
        write_workbook(tmp_path / "a.xlsx", self.CONTENTS, language="en", created=date(2001, 2, 3))
        with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
            assert b"2001-02-03T00:00:00Z" in archive.read("docProps/core.xml")

    def test_counts_the_cells(self, tmp_path: Path) -> None:
        """The answer is the number of cells written: title, header, rows and totals."""
        count = write_workbook(tmp_path / "a.xlsx", [content(row(), row())], language="en", created=CREATED)
        assert count == 2 + (1 + 2 + 1) * len(ALL.columns)

    @pytest.mark.parametrize(
        ("bad", "error"),
        [(content(row(text="a\x00")), InvalidText), (content(row(money=float("nan"))), InvalidMoney)],  # type: ignore[arg-type]
    )
    def test_bad_contents_leave_the_old_file(self, tmp_path: Path, bad: SheetContent, error: type[Exception]) -> None:
        """A content that is refused writes nothing: the old file stands, nothing lies beside it."""
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")
        with pytest.raises(error):
            write_workbook(path, [content(row()), bad], language="en", created=CREATED)
        assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.xlsx", b"old")]

    @pytest.mark.parametrize("step", ["xlsxwriter.packager.Packager._create_package", "pathlib.Path.replace"])
    def test_a_full_disk_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
        """When the disk is full the error is `store.write`, the old file stands and nothing lies beside it."""

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        path = tmp_path / "a.xlsx"
        path.write_bytes(b"old")
        monkeypatch.setattr(step, full)
        with pytest.raises(StoreFull) as caught:
            write_workbook(path, self.CONTENTS, language="en", created=CREATED)
        assert caught.value.code == "store.write"
        assert "No space left" in caught.value.message("en")
        assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.xlsx", b"old")]

    def test_a_missing_folder_is_a_store_error(self, tmp_path: Path) -> None:
        """A place that does not exist is an error of the store, with the path."""
        with pytest.raises(StoreFull) as caught:
            write_workbook(tmp_path / "no" / "a.xlsx", self.CONTENTS, language="en", created=CREATED)
        assert caught.value.path.endswith("a.xlsx")
