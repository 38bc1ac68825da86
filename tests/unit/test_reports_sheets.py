"""The named sheets: statement, its index, ageing, exceptions, read back from the workbooks."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from openpyxl import load_workbook

from reports_samples import FIRST, IMPRINT, LAST, NAMES, domestic, foreign, statement
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, SheetContent
from salessupport.reports.sheets.ageing import ageing_detail, ageing_summary
from salessupport.reports.sheets.exceptions import exceptions_sheet, visible
from salessupport.reports.sheets.statement import Issued, statement_index, statement_sheet
from salessupport.reports.xlsx import write_workbook

PERIOD = terms.period(FIRST, LAST)


def read(
    tmp_path: Path, content: SheetContent, language: Language = "zh_CN", *, data_only: bool = True
) -> list[list[Any]]:
    """Write a content and give its cells as rows of values."""
    path = tmp_path / "sheet.xlsx"
    write_workbook(path, [content], language=language, created=date(2026, 11, 3))
    return [list(row) for row in load_workbook(path, data_only=data_only).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def texts(rows: list[list[Any]]) -> list[str]:
    """All texts of a sheet."""
    return [cell for row in rows for cell in row if isinstance(cell, str)]


class TestStatement:
    ANSWER = statement([1130000, -500000, 99], opening=-20)

    def test_has_every_column_of_the_paper(self, tmp_path: Path) -> None:
        """The columns are those of S20, in its order."""
        rows = read(tmp_path, statement_sheet(self.ANSWER, number="DZ-1", imprint=IMPRINT))
        assert rows[5] == ["日期", "单据号", "摘要", "应收（借）", "收款（贷）", "余额"]

    def test_header_block_names_everything(self, tmp_path: Path) -> None:
        """Company, title, customer, number, period, unit, prepared, checked and date stand over the table."""
        found = texts(read(tmp_path, statement_sheet(self.ANSWER, number="DZ-1", imprint=IMPRINT))[:5])
        assert found == [
            "上海远瞻机械股份有限公司",
            "对 账 单",
            f"客户：{NAMES['C001']} (C001)",
            "编号：DZ-1",
            "期间：2026-10-01 至 2026-10-31",
            "单位：人民币元",
            "制表：王芳",
            "审核：李建国",
            "日期：2026-11-03",
        ]

    def test_unsigned_names_leave_room_to_sign(self) -> None:
        """Without names, prepared and checked are lines to sign on."""
        fields = Imprint("公司", LAST).fields()
        assert [field.value for field in fields[:2]] == ["____________"] * 2

    def test_cached_values_are_the_domains(self, tmp_path: Path) -> None:
        """Opening, running balances, totals and closing read back as the domain's figures."""
        rows = read(tmp_path, statement_sheet(self.ANSWER, number="DZ-1", imprint=IMPRINT))
        assert [row[5] for row in rows[6:11]] == [-0.2, 11299.8, 6299.8, 6300.79, 6300.79]
        assert rows[10][3:5] == [11300.99, 5000]
        assert rows[6][2] == "上期余额"

    def test_formulas_run_through_the_lines(self, tmp_path: Path) -> None:
        """Each balance is that above plus debit minus credit; the closing is opening plus debits minus credits."""
        rows = read(tmp_path, statement_sheet(self.ANSWER, number="DZ-1", imprint=IMPRINT), data_only=False)
        assert [row[5] for row in rows[6:11]] == [
            -0.2,
            "=ROUND(F7+D8-E8,2)",
            "=ROUND(F8+D9-E9,2)",
            "=ROUND(F9+D10-E10,2)",
            "=ROUND(F7+D11-E11,2)",
        ]
        assert rows[10][3:5] == ["=SUM(D7:D10)", "=SUM(E7:E10)"]

    def test_closing_stands_in_words(self, tmp_path: Path) -> None:
        """The closing balance is written in capital words, in English beside the figure."""
        content = statement_sheet(self.ANSWER, number="DZ-1", imprint=IMPRINT)
        assert "期末余额（大写）：人民币陆仟叁佰元零柒角玖分" in texts(read(tmp_path, content))
        assert "Closing balance: 6,300.79 CNY (人民币陆仟叁佰元零柒角玖分)" in texts(read(tmp_path, content, "en"))

    def test_other_currencies_have_no_words(self, tmp_path: Path) -> None:
        """A statement in another currency names its closing balance in figures and its unit by code."""
        found = texts(read(tmp_path, statement_sheet(statement([-5], currency="USD"), number="1", imprint=IMPRINT)))
        assert "期末余额：-0.05 USD" in found
        assert "单位：USD" in found

    def test_reply_slip_asks_agreed_or_not(self, tmp_path: Path) -> None:
        """The slip offers 相符 and 不符 with the difference, stamp and date of reply."""
        found = "".join(texts(read(tmp_path, statement_sheet(self.ANSWER, number="1", imprint=IMPRINT))))
        for word in ("回函", "□ 相符", "□ 不符", "差异", "单位盖章", "回函日期"):
            assert word in found

    def test_an_empty_period_is_a_statement(self, tmp_path: Path) -> None:
        """Without movements, opening and closing are equal and the totals zero."""
        rows = read(tmp_path, statement_sheet(statement([], opening=100), number="1", imprint=IMPRINT))
        assert rows[6][5] == 1
        assert rows[7][3:] == [0, 0, 1]


class TestIndex:
    def test_currencies_are_never_added(self, tmp_path: Path) -> None:
        """Each currency has a block and a total of its own, in order of the codes."""
        issued = [
            Issued(statement([100], currency="USD", customer="C002"), "b.xlsx"),
            Issued(statement([700, -200], opening=5), "a.xlsx"),
            Issued(statement([1]), "c.xlsx"),
        ]
        rows = read(tmp_path, statement_index(issued, imprint=IMPRINT, period=PERIOD))
        assert [row[0] for row in rows[5:]] == ["C001", "C001", "合计 CNY", "C002", "合计 USD"]
        assert rows[7][3:7] == [0.05, 7.01, 2, 5.06]
        assert rows[9][3:7] == [0, 1, 0, 1]
        assert [row[7] for row in rows[5:9]] == ["a.xlsx", "c.xlsx", None, "b.xlsx"]

    def test_a_month_without_statements_has_zero_totals(self, tmp_path: Path) -> None:
        """Nothing issued gives an index of zeros."""
        rows = read(tmp_path, statement_index([], imprint=IMPRINT, period=PERIOD))
        assert rows[-1][3:7] == [0, 0, 0, 0]


class TestAgeing:
    def test_summary_shows_buckets_by_customer(self, tmp_path: Path) -> None:
        """One row a customer: buckets, unapplied, total, notes; the totals row is the answer's."""
        answer = domestic()
        rows = read(tmp_path, ageing_summary(answer, names=NAMES, imprint=IMPRINT))
        header = [
            "客户",
            "名称",
            "未到期",
            "1-30 天",
            "31-60 天",
            "61-90 天",
            "91 天及以上",
            "未核销收款",
            "合计",
            "应收票据",
        ]
        assert rows[4] == header
        assert rows[5] == ["C001", NAMES["C001"], 5650.5, 0, 999999999.99, 0, 0, -50, 1000005600.49, 20]
        expected = [*answer.buckets.values(), answer.unapplied, answer.total, answer.notes]
        assert [Money.parse(f"{value:.2f}", "CNY") for value in rows[7][2:]] == expected

    def test_row_totals_are_formulas(self, tmp_path: Path) -> None:
        """A customer's total is buckets plus unapplied; notes stand apart."""
        rows = read(tmp_path, ageing_summary(domestic(), names={}, imprint=IMPRINT), data_only=False)
        assert rows[5][8] == "=ROUND(C6+D6+E6+F6+G6+H6,2)"
        assert rows[7][8] == "=SUM(I6:I7)"

    def test_chart_shows_the_totals_of_the_buckets(self, tmp_path: Path) -> None:
        """The native chart refers to the totals row and carries its figures for programs that do not calculate."""
        read(tmp_path, ageing_summary(domestic(), names={}, imprint=IMPRINT), "en")
        with zipfile.ZipFile(tmp_path / "sheet.xlsx") as archive:
            chart = archive.read("xl/charts/chart1.xml").decode()
        assert "<c:f>Ageing!$C$8:$G$8</c:f>" in chart
        assert "<c:f>Ageing!$C$5:$G$5</c:f>" in chart
        assert "<c:v>999999999.99</c:v>" in chart

    def test_detail_lists_every_open_item(self, tmp_path: Path) -> None:
        """One row an item, with received and open; the open total is that of the buckets."""
        rows = read(tmp_path, ageing_detail(domestic(), names=NAMES, imprint=IMPRINT))
        assert rows[5][2:4] == ["FP-1", "发票"]
        assert rows[5][6:] == [-12, "未到期", 11300, 5649.5, 5650.5]
        assert rows[9][10] == 1000007910.56
        assert (
            read(tmp_path, ageing_detail(domestic(), names={}, imprint=IMPRINT), data_only=False)[5][10]
            == "=ROUND(I6-J6,2)"
        )

    def test_foreign_items_show_both_currencies(self, tmp_path: Path) -> None:
        """Amounts of documents stand in their own currency and are not added; carrying amounts are."""
        rows = read(tmp_path, ageing_detail(foreign(), names=NAMES, imprint=IMPRINT), "en")
        assert rows[6][8:] == ["USD", 10000, 7500, 2500, 17800]
        assert rows[7][8:] == ["JPY", 1500000, 0, 1500000, 70000]
        assert rows[8][9:] == [None, None, None, 87803]

    def test_nobody_owes_anything(self, tmp_path: Path) -> None:
        """An ageing without customers is a sheet of zeros."""
        empty = evolve(
            domestic(), customers=(), total=Money(0, "CNY"), unapplied=Money(0, "CNY"), notes=Money(0, "CNY")
        )
        empty = evolve(empty, buckets=dict.fromkeys(empty.buckets, Money(0, "CNY")))
        assert read(tmp_path, ageing_summary(empty, names={}, imprint=IMPRINT))[6][2:] == [0] * 8
        assert read(tmp_path, ageing_detail(empty, names={}, imprint=IMPRINT))[6][8:] == [0, 0, 0]

    def test_known_at_is_shown_where_it_was_asked(self, tmp_path: Path) -> None:
        """An ageing as known on an earlier day says so."""
        content = ageing_summary(evolve(domestic(), known_at=date(2026, 11, 2)), names={}, imprint=IMPRINT)
        assert "登记截至：2026-11-02" in texts(read(tmp_path, content))


class TestExceptions:
    FINDINGS = (
        Finding("receipt.ambiguous", Place("receipts.csv", 9, "id"), "warning", "SK-9", {"receipt": "SK-9"}),
        Finding(
            "text.control", Place("a.xlsx", 2, "name", "客户"), value="上\u200b海\x07", context={"code_point": "U+200B"}
        ),
    )

    @pytest.mark.parametrize(("language", "level"), [("zh_CN", "警告"), ("en", "Warning")])
    def test_reason_and_place_in_the_language(self, tmp_path: Path, language: Language, level: str) -> None:
        """Each finding stands with level, file, row, column, value, reason with remedy and code, sorted by place."""
        rows = read(tmp_path, exceptions_sheet(self.FINDINGS, imprint=IMPRINT, period=PERIOD), language)
        reason = self.FINDINGS[0].message(language)
        assert rows[6] == [2, level, "receipts.csv", 9, "id", "SK-9", reason, "receipt.ambiguous"]
        assert rows[5][2:4] == ["a.xlsx[客户]", 2]

    def test_unseen_characters_are_shown(self, tmp_path: Path) -> None:
        """A finding about characters that no cell can hold shows them by code point."""
        rows = read(tmp_path, exceptions_sheet(self.FINDINGS, imprint=IMPRINT, period=PERIOD))
        assert rows[5][5] == "上<U+200B>海<U+0007>"

    def test_long_values_are_cut(self) -> None:
        """A value longer than anyone reads is cut, and says so."""
        assert visible("x" * 40000) == "x" * 1000 + "…"

    def test_no_exceptions_say_none(self, tmp_path: Path) -> None:
        """A clean month has a sheet that says so."""
        found = texts(read(tmp_path, exceptions_sheet((), imprint=IMPRINT, period=PERIOD)))
        assert "异常数：无" in found
        assert "合计 0 项" in found


class TestTerms:
    @pytest.mark.parametrize(
        ("minor", "currency", "text"),
        [(-5, "CNY", "-0.05"), (123456789, "CNY", "1,234,567.89"), (-1000, "JPY", "-1,000"), (0, "CNY", "0.00")],
    )
    def test_groups_thousands(self, minor: int, currency: str, text: str) -> None:
        """Amounts in sentences have their thousands marked."""
        assert terms.grouped(Money(minor, currency)) == text


class TestImport:
    def test_sheets_do_not_load_the_writer(self) -> None:
        """Declaring and filling sheets needs no workbook library; only the renderer loads it."""
        code = (
            "import sys, salessupport.reports.sheets.ageing, salessupport.reports.sheets.exceptions,"
            " salessupport.reports.sheets.statement; print({'xlsxwriter', 'openpyxl'} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert done.stdout.strip() == "set()"
