"""Declarations of sheets, their formulas, and the checks that run before anything is written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from reports_samples import IMPRINT, domestic, foreign, statement
from salessupport.domain.values.errors import InvalidDate, InvalidMoney, InvalidText, WrongType
from salessupport.domain.values.money import Money
from salessupport.reports.checks import check
from salessupport.reports.formula import Formula
from salessupport.reports.sheet import Block, Cell, Paragraph, Row, Sheet, SheetColumn, SheetContent
from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
from salessupport.reports.sheets.statement import statement_sheet


def content(kind: str, *cells: Cell) -> SheetContent:
    """One column of a kind with the given cells."""
    sheet = Sheet("表", "Sheet", "表", "Sheet", (SheetColumn("x", "列", "Column", kind),))  # type: ignore[arg-type]
    return SheetContent(sheet, "公司", (), (Block([(cell,) for cell in cells], {}, "CNY"),))


class TestFormula:
    def test_reads_and_writes_signed_terms(self) -> None:
        """A declared formula becomes the spreadsheet's, rounded to the digits of the currency."""
        formula = Formula.parse("above + debit - credit")
        assert formula.written({"above": "F7", "debit": "D8", "credit": "E8"}, digits=2) == "=ROUND(F7+D8-E8,2)"

    @given(st.integers(), st.integers(), st.integers())
    def test_value_is_the_signed_sum(self, a: int, b: int, c: int) -> None:
        """The value of a formula is the sum of its terms with their signs, missing terms counting nothing."""
        assert Formula.parse("a - b + c + d").value({"a": a, "b": b, "c": c}) == a - b + c

    @pytest.mark.parametrize("text", ["", "a +", "a b", "a * b", "+ a", "a + a"])
    def test_refuses_other_texts(self, text: str) -> None:
        """What is no sum of signed terms is no formula."""
        with pytest.raises(ValueError, match="not a formula"):
            Formula.parse(text)


class TestDeclaration:
    @pytest.mark.parametrize(
        "columns",
        [
            (SheetColumn("a", "", "", "money"), SheetColumn("a", "", "", "money")),
            (SheetColumn("above", "", "", "money"),),
            (SheetColumn("a", "", "", "text", total="sum"),),
            (SheetColumn("a", "", "", "amount", total="sum"),),
            (SheetColumn("a", "", "", "money", formula="b"),),
            (SheetColumn("a", "", "", "money", formula="b"), SheetColumn("b", "", "", "integer")),
        ],
    )
    def test_refuses_what_cannot_be_calculated(self, columns: tuple[SheetColumn, ...]) -> None:
        """Doubled or reserved keys, sums of texts or of mixed currencies, and unknown terms are no sheet."""
        with pytest.raises(ValueError, match="T: "):
            Sheet("T", "T", "T", "T", columns)


class TestFigures:
    @given(st.lists(st.integers(-(10**9), 10**9).filter(bool)), st.integers(-(10**9), 10**9))
    def test_a_true_statement_passes(self, movements: list[int], opening: int) -> None:
        """The figures of any statement agree with the declared formulas."""
        check(statement_sheet(statement(movements, opening=opening), number="1", imprint=IMPRINT))

    @given(st.sampled_from(["debits", "credits", "closing", "opening"]), st.sampled_from([-1, 1]))
    def test_a_statement_off_by_one_fen_is_caught(self, field: str, by: int) -> None:
        """A total or opening that differs by one fen from its rows stops before anything is written."""
        true = statement([500, -200, 300], opening=100)
        false = evolve(true, **{field: getattr(true, field) + Money(by, "CNY")})
        with pytest.raises(AssertionError):
            check(statement_sheet(false, number="1", imprint=IMPRINT))

    def test_a_running_balance_off_by_one_fen_is_caught(self) -> None:
        """A balance of one line that does not follow from the line above stops too."""
        true = statement([500, -200, 300], opening=100)
        lines = (true.lines[0], evolve(true.lines[1], balance=Money(401, "CNY")), true.lines[2])
        with pytest.raises(AssertionError, match=r"balance\[2\]"):
            check(statement_sheet(evolve(true, lines=lines), number="1", imprint=IMPRINT))

    @pytest.mark.parametrize("field", ["unapplied", "notes", "total"])
    def test_an_ageing_off_by_one_fen_is_caught(self, field: str) -> None:
        """A total of the ageing that its customers do not add up to stops too."""
        false = evolve(domestic(), **{field: getattr(domestic(), field) + Money(1, "CNY")})
        with pytest.raises(AssertionError):
            check(ageing_summary(false, names={}, imprint=IMPRINT))

    def test_true_ageings_pass(self) -> None:
        """Ageings in one currency and in several agree with the declared formulas."""
        for answer in (domestic(), foreign()):
            check(ageing_summary(answer, names={}, imprint=IMPRINT))
            check(ageing_detail(answer, names={}, imprint=IMPRINT))

    @pytest.mark.parametrize("rows", [[("a", 1)], [()], [(1, 1, 1)]])
    def test_rows_of_another_width_are_caught(self, rows: list[Row]) -> None:
        """A row with fewer or more cells than columns stops."""
        with pytest.raises(AssertionError, match="wide"):
            check(evolve(content("integer"), blocks=(Block(rows, {}, "CNY"),)))

    def test_totals_are_given_for_declared_columns_only(self) -> None:
        """A figure for a column without total stops."""
        with pytest.raises(AssertionError, match="totals"):
            check(evolve(content("integer", 1), blocks=(Block([(1,)], {"x": 1}, "CNY"),)))


class TestTypes:
    @pytest.mark.parametrize(
        ("cell", "code"),
        [(float("nan"), "money.float"), (1.5, "money.float"), (True, "money.bool"), (Decimal(1), "money.type")],
    )
    def test_only_whole_minor_units_are_money(self, cell: object, code: str) -> None:
        """Floats, NaN among them, truth values and decimals are refused as amounts."""
        with pytest.raises(InvalidMoney) as caught:
            check(content("money", 1, cell))  # type: ignore[arg-type]
        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("kind", "cell"),
        [
            ("text", 1),
            ("text", b"x"),
            ("integer", "1"),
            ("integer", True),
            ("percent", 0.5),
            ("date", datetime(2026, 1, 1)),  # noqa: DTZ001 - a moment is no date, with or without zone
            ("date", "2026-01-01"),
            ("words", "x"),
            ("amount", 1),
        ],
    )
    def test_cells_are_of_their_kind(self, kind: str, cell: Cell) -> None:
        """A cell of another type than its column's is refused, with its place."""
        with pytest.raises(WrongType) as caught:
            check(content(kind, None, cell))
        assert caught.value.path == "Sheet!x[2]"

    def test_days_before_march_1900_are_refused(self) -> None:
        """Dates that spreadsheets disagree about are refused; the first on which they agree passes."""
        check(content("date", date(1900, 3, 1)))
        with pytest.raises(InvalidDate) as caught:
            check(content("date", date(1900, 2, 28)))
        assert caught.value.code == "sheet.date_too_early"


class TestTexts:
    @given(st.characters(categories=["Cc", "Cs"], exclude_characters="\t\n"), st.text(max_size=3))
    def test_control_characters_and_halves_are_refused(self, bad: str, around: str) -> None:
        """No control character (but tab and line feed) and no lone surrogate goes into a cell."""
        with pytest.raises(InvalidText) as caught:
            check(content("text", "好", "x" + bad + around))
        assert caught.value.path == "Sheet!x[2]"
        assert caught.value.context["position"] == 2

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
    def test_other_texts_pass(self, text: str) -> None:
        """Every other text is taken as it is."""
        check(content("text", text, "\t\n　", None))

    @pytest.mark.parametrize(("text", "fits"), [("x" * 32767, True), ("x" * 32768, False), ("𠮷" * 16384, False)])
    def test_more_than_a_cell_holds_is_refused_not_cut(self, text: str, *, fits: bool) -> None:
        """The limit is 32,767 UTF-16 units."""
        if fits:
            check(content("text", text))
        else:
            with pytest.raises(InvalidText) as caught:
                check(content("text", text))
            assert caught.value.code == "sheet.text_too_long"

    @pytest.mark.parametrize("place", ["company", "remarks", "words"])
    def test_every_text_of_a_sheet_is_checked(self, place: str) -> None:
        """Company, header block, remarks and bilingual cells are checked like the rows."""
        bad = content("words", ("好", "a\x07"))
        if place == "company":
            bad = evolve(content("text"), company="a\x07")
        elif place == "remarks":
            bad = evolve(content("text"), remarks=(Paragraph(("好", "a\x07")),))
        with pytest.raises(InvalidText):
            check(bad)
