"""Their list and their reply as files: what is read, what is refused, and the way there and back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from corpora import corpus
from reports_samples import IMPRINT, statement
from salessupport.desk import Desk
from salessupport.desk.reply import Reply, read_reply
from salessupport.desk.theirs import TheirList, read_theirs
from salessupport.domain.receivables.statement import Statement
from salessupport.domain.reconciliation.reconcile import reconcile
from salessupport.domain.reconciliation.reply import reconcile_statement
from salessupport.domain.values.errors import FileError, SalesSupportError, TemplateMismatch, TooLarge, ValidationReport
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.reports.sheets.reply import LABELS, reply_sheet
from salessupport.reports.xlsx import write_workbook

HEADER = "id,kind,date,amount\n"


def read(tmp_path: Path, text: str, *, currency: str = "CNY") -> TheirList:
    """Read a list from its text."""
    path = tmp_path / "theirs.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_theirs(path, currency=currency)


def faults(act: Callable[[], object]) -> list[tuple[str, str]]:
    """Place and code of everything that is refused."""
    with pytest.raises(ValidationReport) as caught:
        act()
    return [(str(one.place).partition(":")[2], one.code) for one in caught.value.findings if one.level == "error"]


class TestTheirList:
    def test_scenario(self) -> None:
        """The list of the scenario is read, and its difference is proven without a rest."""
        folder = corpus("scenarios") / "ageing-statement-confirmation"
        desk = Desk.open(folder / "books")
        as_of = date(2026, 8, 31)
        theirs = read_theirs(folder / "theirs.csv", currency="CNY").lines
        answer = reconcile(desk.history, desk.ledger(as_of), customer="CU-7", theirs=theirs)
        assert (str(answer.ours), str(answer.theirs), str(answer.difference)) == ("64500.00", "61950.00", "2550.00")
        assert [(one.kind, one.id, str(one.amount)) for one in answer.explained] == [
            ("credit_note_they_lack", "HZ-71", "-1200.00"),
            ("amount_differs", "FP-73", "750.00"),
            ("payment_in_transit", None, "3000.00"),
        ]
        assert not answer.unexplained

    def test_chinese_headers_kinds_and_a_total(self, tmp_path: Path) -> None:
        """Chinese words say the same; days may be written with the year first; the total is checked and left out."""
        text = (
            '某公司往来清单,,,\n\n单据号,类型,日期,金额\nFP-1,发票,2026/8/1,"1,000.00"\nH-1,红字发票,,100\n合计,,,900\n'
        )
        lines = read(tmp_path, text).lines
        assert [(one.id, one.kind, str(one.amount), one.on) for one in lines] == [
            ("FP-1", "invoice", "1000.00", date(2026, 8, 1)),
            ("H-1", "credit_note", "-100.00", None),
        ]

    def test_without_kinds_the_sign_says_it(self, tmp_path: Path) -> None:
        """Open items of another system: debts above zero, credits below."""
        lines = read(tmp_path, "id,amount\nA,5\nB,-3\n").lines
        assert [one.kind for one in lines] == ["invoice", "advance"]

    def test_texts_that_were_made_safe(self, tmp_path: Path) -> None:
        """A number that CSV had to neutralise is read as it was."""
        assert read(tmp_path, "id,amount\n'=A1,5\n").lines[0].id == "=A1"

    def test_workbook(self, tmp_path: Path) -> None:
        """A workbook reads like the CSV: dates and numbers are cells."""
        book = Workbook()
        book.active.append(["编号", "类型", "日期", "金额", "经手"])  # type: ignore[union-attr]
        book.active.append(["FP-1", "发票", date(2026, 8, 1), 12.5, "某"])  # type: ignore[union-attr]
        book.save(tmp_path / "theirs.xlsx")
        found = read_theirs(tmp_path / "theirs.xlsx", currency="CNY")
        assert [(one.id, str(one.amount), one.on) for one in found.lines] == [("FP-1", "12.50", date(2026, 8, 1))]
        assert [one.code for one in found.warnings] == ["column.unknown"]

    def test_every_fault_at_once(self, tmp_path: Path) -> None:
        """Amount, kind, date, sign, repetition, control character: each at its row and column, nothing read."""
        rows = [
            "A,invoice,2026-08-01,1.234",
            "B,gift,2026-08-01,5",
            "C,invoice,2026-02-30,5",
            "D,invoice,,-5",
            "E,advance,,5",
            "F,invoice,,1",
            "ｆ,invoice,,2",
            "G\u202e,invoice,,2",
            "H,,,2",
            "I,invoice,,",
        ]
        assert faults(lambda: read(tmp_path, HEADER + "\n".join(rows))) == [
            ("2:amount", "money.scale"),
            ("3:kind", "choice.unknown"),
            ("4:date", "date.invalid"),
            ("5:amount", "theirs.sign"),
            ("6:amount", "theirs.sign"),
            ("8:id", "theirs.duplicate"),
            ("9:id", "text.control"),
            ("10:kind", "field.missing"),
            ("11:amount", "field.missing"),
        ]

    def test_a_total_that_is_not_the_sum(self, tmp_path: Path) -> None:
        """A list that does not add up is refused with both figures."""
        with pytest.raises(ValidationReport) as caught:
            read(tmp_path, HEADER + "A,invoice,,5\n,total,,6\n")
        assert [(one.code, one.context["sum"]) for one in caught.value.findings] == [("theirs.total", "5.00")]
        assert faults(lambda: read(tmp_path, HEADER + "A,invoice,,5\n,total,,x\n")) == [("3:amount", "money.format")]

    def test_another_currency(self, tmp_path: Path) -> None:
        """Rows of another currency than the customer's account are refused."""
        text = "id,amount,currency\nA,5,CNY\nB,5,USD\n"
        assert faults(lambda: read(tmp_path, text)) == [("3:currency", "theirs.currency")]

    def test_a_column_twice(self, tmp_path: Path) -> None:
        """Two columns of one meaning: neither is chosen."""
        assert {code for _, code in faults(lambda: read(tmp_path, "id,amount,金额\nA,5,6\n"))} == {"column.twice"}

    def test_payments_may_name_what_they_pay(self, tmp_path: Path) -> None:
        """Several payments on their way may carry the number of one invoice."""
        rows = "A,invoice,,9\nA,payment_in_transit,,-2\nA,payment_in_transit,,-3\n"
        assert len(read(tmp_path, HEADER + rows).lines) == 3

    @pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "amount\n5\n"])
    def test_no_header(self, tmp_path: Path, text: str) -> None:
        """Without a header row nothing is read."""
        with pytest.raises(TemplateMismatch):
            read(tmp_path, text)

    def test_no_file(self, tmp_path: Path) -> None:
        """A file that is not there is said so."""
        with pytest.raises(FileError):
            read_theirs(tmp_path / "none.csv", currency="CNY")

    def test_a_spoiled_cell_of_a_workbook(self, tmp_path: Path) -> None:
        """An error value is named once, at its cell."""
        book = Workbook()
        for row in (["编号", "金额"], ["FP-1", "#REF!"], ["FP-2", 5]):
            book.active.append(row)  # type: ignore[union-attr]
        book.active["B2"].data_type = "e"  # type: ignore[index]
        book.save(tmp_path / "theirs.xlsx")
        with pytest.raises(ValidationReport) as caught:
            read_theirs(tmp_path / "theirs.xlsx", currency="CNY")
        assert [one.code for one in caught.value.findings] == ["cell.error"]

    def test_a_spoiled_cell_beside_the_list(self, tmp_path: Path) -> None:
        """A column that is not read may hold what it likes."""
        book = Workbook()
        for row in (["编号", "金额", "差额"], ["FP-1", 5, "#REF!"]):
            book.active.append(row)  # type: ignore[union-attr]
        book.active["C2"].data_type = "e"  # type: ignore[index]
        book.save(tmp_path / "theirs.xlsx")
        assert len(read_theirs(tmp_path / "theirs.xlsx", currency="CNY").lines) == 1

    def test_ten_thousand_rows_and_no_more_than_the_limit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Long lists are read; above the limit the list is refused at the row where it ends."""
        text = HEADER + "".join(f"A{at},invoice,2026-08-01,{at}.00\n" for at in range(10_000))
        assert len(read(tmp_path, text).lines) == 10_000
        monkeypatch.setattr("salessupport.desk.theirs.LIMIT", 9_999)
        with pytest.raises(TooLarge, match="10001"):
            read(tmp_path, text)

    @given(st.text(max_size=200) | st.text("id,kindamount\n0123456789.-\"'￥发票", max_size=200).map(HEADER.__add__))
    def test_any_text_is_read_or_refused(self, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
        """Whatever stands in the file, the answer is a list or an error of ours."""
        try:
            assert isinstance(read(tmp_path_factory.mktemp("list"), text), TheirList)
        except SalesSupportError:
            return


DRAWN = statement([1130000, -500000, 99], opening=-20)


class Returned:
    """A statement on its way: written, filled in by the customer, read back."""

    def __init__(self, tmp_path: Path, drawn: Statement = DRAWN, language: Language = "zh_CN") -> None:
        self.path = tmp_path / "reply.xlsx"
        self.drawn = drawn
        content = reply_sheet(drawn, number="2026-10-0007", imprint=IMPRINT)
        write_workbook(self.path, [content], language=language, created=date(2026, 11, 3))
        self.book = load_workbook(self.path)
        self.sheet: Any = self.book.active
        top = next(row[0].row for row in self.sheet.iter_rows() if row[0].value in ("序号", "No."))
        self.first = top + 1

    def answer(self, line: int, *, word: str | None = None, theirs: object = None) -> None:
        """Fill in the answer to a line."""
        self.sheet.cell(self.first + line, 8, word)
        self.sheet.cell(self.first + line, 9, theirs)

    def say(self, name: str, text: str) -> None:
        """Write behind a label beneath the table."""
        cell = next(row[0] for row in self.sheet.iter_rows() if row[0].value in LABELS[name])
        cell.value = f"{cell.value}{text}"

    def read(self) -> Reply:
        """Read the workbook as it was saved by the customer."""
        self.book.save(self.path)
        return read_reply(self.path, currency=self.drawn.currency)

    def differences(self) -> list[tuple[str | None, str]]:
        """What the reply leaves differing."""
        answer = reconcile_statement(self.drawn, theirs=self.read().lines)
        assert not answer.unexplained
        return [(one.id, str(one.amount)) for one in answer.explained]


class TestReply:
    @pytest.mark.parametrize("language", ["zh_CN", "en"])
    def test_agreeing_everywhere_leaves_nothing(self, tmp_path: Path, language: Language) -> None:
        """Every line agreed: all are matched, nothing is left to explain."""
        returned = Returned(tmp_path, language=language)
        for line in range(4):
            returned.answer(line, word="相符" if language == "zh_CN" else "agreed")
        answer = reconcile_statement(DRAWN, theirs=returned.read().lines)
        assert len(answer.matched) == 4
        assert not answer.difference
        assert not answer.explained
        assert not answer.unexplained

    def test_the_conclusion_alone_agrees_to_everything(self, tmp_path: Path) -> None:
        """What stands behind the labels is read: conclusion, balance, name and day."""
        returned = Returned(tmp_path)
        for name, text in (("conclusion", "相符"), ("balance", "6,300.79"), ("by", " 张某 "), ("on", "2026-11-06")):
            returned.say(name, text)
        reply = returned.read()
        assert (reply.conclusion, str(reply.balance), reply.by, reply.on) == (
            "agreed",
            "6300.79",
            "张某",
            date(2026, 11, 6),
        )
        assert (reply.number, reply.customer[-6:]) == ("2026-10-0007", "(C001)")
        assert not reconcile_statement(DRAWN, theirs=reply.lines).difference

    def test_their_amounts(self, tmp_path: Path) -> None:
        """A debit, a credit and the balance brought forward that they know otherwise."""
        returned = Returned(tmp_path)
        returned.answer(0, theirs=0)
        returned.answer(1, word="不符", theirs="11,000.00")
        returned.answer(2, word="不符", theirs=4000)
        assert returned.differences() == [
            ("opening_balance", "-0.20"),
            ("D000", "300.00"),
            ("D001", "-1000.00"),
        ]

    def test_rows_inserted_moved_and_left_out(self, tmp_path: Path) -> None:
        """Documents that they add are theirs alone; our lines are found by number wherever they stand."""
        returned = Returned(tmp_path)
        returned.answer(3, word="√")
        returned.sheet.insert_rows(returned.first, 4)
        added = [
            (None, date(2026, 10, 9), "X-1", "发票", 50, None, None, None, None, "贵方漏列"),
            (None, date(2026, 10, 30), None, "付款", None, 70, None, None, None, None),
            (None, None, "X-2", "贷项（红字发票）", None, None, None, None, 30, None),
        ]
        for at, cells in enumerate(added):
            for column, value in enumerate(cells, 1):
                returned.sheet.cell(returned.first + at, column, value)
        returned.sheet.delete_rows(returned.first + 5)
        returned.sheet.column_dimensions["B"].width = 40
        answer = reconcile_statement(DRAWN, theirs=returned.read().lines)
        assert sorted((one.kind, one.id, str(one.amount)) for one in answer.explained) == [
            ("invoice_they_lack", "D000", "11300.00"),
            ("invoice_we_lack", "X-1", "-50.00"),
            ("payment_in_transit", None, "70.00"),
        ]
        assert [(one.id, one.doubt) for one in answer.questions] == [("X-2", "credit_note_we_lack")]
        assert [one.id for one in answer.matched] == ["opening_balance", "D001", "D002"]

    def test_an_untouched_sheet_is_no_reply(self, tmp_path: Path) -> None:
        """Silence is not agreement."""
        assert [code for _, code in faults(Returned(tmp_path).read)] == ["reply.unanswered"]

    def test_faults_of_a_reply_all_at_once(self, tmp_path: Path) -> None:
        """A word that is no answer, a difference without amount, an amount that is none, a day that is none."""
        returned = Returned(tmp_path)
        returned.answer(0, word="也许")
        returned.answer(1, word="不符")
        returned.answer(2, theirs="很多")
        returned.say("on", "明天")
        found = faults(returned.read)
        assert [code for _, code in found] == [
            "reply.word",
            "reply.amount_missing",
            "money.format",
            "date.invalid",
        ]

    def test_contradictions(self, tmp_path: Path) -> None:
        """Agreed as a whole but not in a line, and a balance that the lines don't add up to."""
        returned = Returned(tmp_path)
        returned.say("conclusion", "相符")
        returned.say("balance", "1.00")
        returned.answer(1, theirs=7)
        assert {code for _, code in faults(returned.read)} == {"reply.contradiction", "theirs.total"}

    def test_an_added_row_without_amount(self, tmp_path: Path) -> None:
        """A row that they insert has to say how much."""
        returned = Returned(tmp_path)
        returned.sheet.insert_rows(returned.first)
        returned.sheet.cell(returned.first, 3, "X-1")
        assert [code for _, code in faults(returned.read)] == ["field.missing"]

    def test_a_spoiled_cell(self, tmp_path: Path) -> None:
        """A formula without a value is named at its cell."""
        returned = Returned(tmp_path)
        returned.answer(1, theirs="=1+1")
        assert [code for _, code in faults(returned.read)] == ["cell.formula_without_value"]

    def test_another_workbook(self, tmp_path: Path) -> None:
        """A workbook that is not our statement is refused."""
        book = Workbook()
        book.active.append(["x"])  # type: ignore[union-attr]
        book.save(tmp_path / "other.xlsx")
        with pytest.raises(TemplateMismatch):
            read_reply(tmp_path / "other.xlsx", currency="CNY")

    def test_no_movement(self, tmp_path: Path) -> None:
        """A statement of a balance alone goes out and comes back."""
        drawn = statement([], opening=500)
        returned = Returned(tmp_path, drawn)
        returned.answer(0, theirs=3)
        answer = reconcile_statement(drawn, theirs=returned.read().lines)
        assert [str(one.amount) for one in answer.explained] == ["2.00"]
        assert answer.theirs == Money(300, "CNY")


OFFICE = shutil.which("soffice")


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is absent: no reply is saved by it")
class TestReplySavedByASpreadsheetProgram:
    def test_it_reads_the_same(self, tmp_path: Path) -> None:
        """A reply that LibreOffice opened, recalculated and saved says what was filled in."""
        returned = Returned(tmp_path)
        returned.answer(1, word="不符", theirs=11000.1)
        returned.say("by", "张某")
        before = returned.read()
        (tmp_path / "out").mkdir()
        command = [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(returned.path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        assert read_reply(tmp_path / "out" / "reply.xlsx", currency="CNY") == before
        assert returned.differences() == [("D000", "299.90")]
