"""The adapter `files` killed, or its disk full, at every step that touches the disk: a document is whole or is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from salessupport.books.reader import read_books
from salessupport.books.writer import Form
from salessupport.files.journal import NAME, SIDE
from salessupport.spi.documents import Blob
from salessupport.spi.errors import AdapterError, OutcomeUnknown, Rejected, Transient
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done
from support.sheets_folder import Killed, Sheets, breaking, invoice, made, order, read, settlement

KEY = Key.of("post_order", "SO-1")
ORDER = order()
NEVER = 10_000


def steps_of(folder: Path, form: Form) -> int:
    """How many steps one order takes in an unbroken world."""
    sheets = made(folder, form=form)
    sales = sheets.sales()
    with breaking(NEVER) as done:
        sales.post_order(ORDER, key=KEY)
    return len(done)


def is_whole(sheets: Sheets, *, settle: bool) -> bool:
    """Whether the order is there; half of one fails the test."""
    changes = read(sheets.sales(settle=settle), kinds=["orders"])
    if "SO-1" not in changes:
        return False
    assert len(changes["SO-1"].rows["order_lines"]) == len(ORDER.lines)
    return True


def sent_again(sheets: Sheets) -> None:
    """Sent again, the order stands exactly once, and the folder is in order for every other reader."""
    sheets.sales().post_order(ORDER, key=KEY)
    books = read_books(sheets.path)
    assert [row.id for row in books.facts.orders] == ["SO-1"]
    assert len(books.facts.order_lines) == len(ORDER.lines)


def each_step(folder: Path, form: Form, check: Callable[[Sheets, int, bool], None]) -> None:
    """Play a check on a fresh folder for every step, struck before and after it is done; in workbooks in turn."""
    for at in range(1, steps_of(folder / "whole", form) + 1):
        late = at % 2 == 0
        for moment in (late, not late)[: 1 if form == "xlsx" else 2]:
            check(made(folder / f"{at}-{moment}", form=form), at, moment)


class TestKilledAtEveryStep:
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_the_order_is_whole_or_is_not(self, form: Form, tmp_path: Path) -> None:
        """Whatever is left promised is read as written, `find` says the same, and sending again makes it one."""

        def check(sheets: Sheets, at: int, late: bool) -> None:
            sales = sheets.sales()
            with suppress(Killed), breaking(at, late=late):
                sales.post_order(ORDER, key=KEY)
            there = is_whole(sheets, settle=False)
            found = sheets.sales(settle=False).find(KEY)
            assert (found is not None) == there
            assert is_whole(sheets, settle=True) == there
            sent_again(sheets)

        each_step(tmp_path, form, check)

    def test_what_was_promised_is_written_when_the_folder_is_opened(self, tmp_path: Path) -> None:
        """After the next opening every other reader finds the folder in order, with the whole order or none."""

        def check(sheets: Sheets, at: int, late: bool) -> None:
            with suppress(Killed), breaking(at, late=late):
                sheets.sales().post_order(ORDER, key=KEY)
            found = sheets.sales().find(KEY)
            assert len(read_books(sheets.path).facts.order_lines) == (len(ORDER.lines) if found else 0)

        each_step(tmp_path, "csv", check)


class TestFullDisk:
    def test_the_answer_is_true(self, tmp_path: Path) -> None:
        """Refused means that nothing is there, lost that looking it up tells; with room again, it is there once."""

        def check(sheets: Sheets, at: int, late: bool) -> None:
            sales, error = sheets.sales(), None
            try:
                with breaking(at, late=late, full=True):
                    sales.post_order(ORDER, key=KEY)
            except AdapterError as caught:
                error = caught
            there = is_whole(sheets, settle=False)
            assert not (isinstance(error, Rejected | Transient) and there)
            assert error is not None or there
            assert (sales.find(KEY) is not None) == there
            sent_again(sheets)

        each_step(tmp_path, "csv", check)

    def test_a_promise_that_could_not_be_kept_is_told_as_unknown(self, tmp_path: Path) -> None:
        """Once the journal has it, the order will be written: the caller is told to look it up, not to send it."""
        sheets = made(tmp_path / "books")
        sales, promised = sheets.sales(), dict[int, AdapterError]()
        for at in range(1, 60):
            try:
                with breaking(at, full=True):
                    sales.post_order(order(f"SO-{at}"), key=Key.of("o", at))
            except AdapterError as error:
                if error.context["remote_code"] == "promised":
                    promised[at] = error
        assert promised
        for at, told in promised.items():
            assert isinstance(told, OutcomeUnknown)
            assert isinstance(sales.find(Key.of("o", at)), Done)


class TestTornJournal:
    def test_a_line_cut_off_anywhere_counts_nothing(self, tmp_path: Path) -> None:
        """However much of the last line is there: the command before it counts, the one in it can be sent again."""
        sheets = made(tmp_path / "books")
        sheets.sales().post_invoice(invoice(), key=Key.of("i", 1))
        journal = sheets.path / SIDE / NAME
        before = journal.read_bytes()
        sheets.sales().post_settlement(settlement(), key=Key.of("s", 1))
        line = journal.read_bytes()[len(before) :].partition(b"\n")[0]
        for cut in range(0, len(line), 37):
            journal.write_bytes(before + line[:cut])
            sales = sheets.sales()
            assert sales.find(Key.of("i", 1)) is not None
            assert sales.find(Key.of("s", 1)) is None
            again = sales.post_settlement(settlement(), key=Key.of("s", 1))
            assert isinstance(again, Done)
            assert again.replayed
        assert len(read_books(sheets.path).facts.receipts) == 1

    def test_what_was_cut_off_is_gone_with_the_next_line(self, tmp_path: Path) -> None:
        """However long the remains are, the journal ends with the line that was written last."""
        sheets = made(tmp_path / "books")
        sheets.sales().post_invoice(invoice(), key=Key.of("i", 1))
        journal = sheets.path / SIDE / NAME
        journal.write_bytes(journal.read_bytes() + b"0123456789abcdef {" * 999)
        sheets.documents().put(Blob(b"", "text/plain", "a"), key=Key.of("d", 1))
        assert journal.read_bytes().endswith(b"}\n")

    def test_damage_before_the_end_is_named(self, tmp_path: Path) -> None:
        """A journal that is damaged in the middle is refused, whatever bit was turned; nothing is written."""
        sheets = made(tmp_path / "books")
        for number in range(3):
            sheets.sales().post_order(order(f"SO-{number}"), key=Key.of("o", number))
        journal = sheets.path / SIDE / NAME
        whole = journal.read_bytes()
        for at in range(0, len(whole) // 2, 53):
            journal.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(AdapterError, match="damaged"):
                sheets.sales(settle=False).post_order(order("SO-9"), key=Key.of("o", 9))
        assert len(read_books(sheets.path).facts.orders) == 3


class TestKilledInEarnest:
    @pytest.mark.skipif(sys.platform == "win32", reason="signals")
    def test_a_process_killed_between_two_files_leaves_a_whole_order(self, tmp_path: Path) -> None:
        """A kill -9 as the second of two tables is about to be replaced: the next process writes it."""
        sheets = made(tmp_path / "books")
        code = (
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from salessupport.spi.keys import Key\n"
            "from support.sheets_folder import Sheets, order\n"
            "sales = Sheets(Path(sys.argv[1])).sales()\n"
            "real, seen = os.replace, []\n"
            "def replace(one, other):\n"
            "    seen.append(str(other))\n"
            "    if Path(other).parent == Path(sys.argv[1]) and Path(other).name == 'orders.csv':\n"
            "        os.kill(os.getpid(), signal.SIGKILL)\n"
            "    real(one, other)\n"
            "os.replace = replace\n"
            "sales.post_order(order(), key=Key.of('post_order', 'SO-1'))\n"
        )
        path = os.pathsep.join(entry for entry in sys.path if entry)
        world: dict[str, Any] = {"env": {**os.environ, "PYTHONPATH": path}, "timeout": 60}
        done = subprocess.run([sys.executable, "-c", code, str(sheets.path)], check=False, **world)
        assert done.returncode == -signal.SIGKILL
        assert (sheets.path / "order_lines.csv").exists()
        assert not (sheets.path / "orders.csv").exists()
        assert is_whole(sheets, settle=False)
        sent_again(sheets)
        assert not list((sheets.path / SIDE).glob("rehearsal-*"))
