"""`salessupport outbox`: what waits, what happened to a row, and what a person decides about it."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from salessupport.cli.outbox_verbs import outbox
from salessupport.domain.values.errors import ConfigError, StoreError
from salessupport.memory.adapters import capabilities
from salessupport.memory.remote import Remote, Settings
from salessupport.memory.sales import MemorySales
from salessupport.runtime.journal.place import VARIABLE, journal_path, open_journal
from salessupport.runtime.outbox import Connected, Intent, Outbox, Worker, World
from salessupport.spi.capabilities import NoGuard
from salessupport.spi.ports import SALES
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from salessupport.testing.weather import Weather
from support.writes import WRITES

INVOICE = next(write for write in WRITES if write.verb == "post_invoice")
PARKED, REJECTED = (f"erp:{INVOICE.key(number).text}" for number in (1, 2))


def run(*words: object) -> Result:
    """Run the group with these words."""
    return CliRunner().invoke(outbox, [str(word) for word in words], catch_exceptions=False)


def answer(*words: object) -> Any:
    """Run a verb with `--json` and read what it printed."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books with three commands: one parked, one rejected, one confirmed."""
    monkeypatch.delenv(VARIABLE, raising=False)
    clock = SimulatedClock()
    remote = Remote("erp", Settings(idempotency=NoGuard()))
    weather = Weather(clock)
    with open_journal(tmp_path, clock=clock, begin=True) as journal:
        box = Outbox(journal)
        box.put_all(Intent("erp", INVOICE.key(n), INVOICE.call(remote, n), "clerk") for n in (1, 2, 3))
        weather.forecast((Fault(FAULTS["F6"]), Fault(FAULTS["F17"])))
        able = Connected(SALES, MemorySales(remote, weather), capabilities(SALES, remote.settings))
        Worker(box, "worker", {"erp": able}, World(clock, SimulatedSleeper(clock), SeededChance())).drain()
    return tmp_path


class TestLooking:
    def test_rows_are_listed_for_people_and_programs(self, books: Path) -> None:
        """All of them, or those of one state; both languages in the table."""
        assert [row["state"] for row in answer("list", "--books", books)] == ["parked", "rejected", "confirmed"]
        assert [row["row"] for row in answer("list", "--books", books, "--state", "parked")] == [PARKED]
        printed = run("list", "--books", books).stdout
        assert "待人裁决" in printed
        assert "Outbox" in printed

    def test_the_name_of_a_row_can_be_copied(self, books: Path) -> None:
        """It stands on a line of its own, and rows that are confirmed are counted alone."""
        lines = [line.rstrip() for line in run("list", "--books", books).stdout.splitlines()]
        assert PARKED in lines
        confirmed = [row["row"] for row in answer("list", "--books", books, "--state", "confirmed")]
        assert not set(confirmed) & set(lines)
        assert max(map(cell_len, lines)) <= 80

    def test_a_row_is_shown_with_all_that_happened_to_it(self, books: Path) -> None:
        """What was sent, and each entry of the journal about it."""
        shown = answer("show", PARKED, "--books", books)
        assert shown["row"]["document"] is None
        assert shown["call"]["arguments"]["document"]["invoice"]["id"] == "FP-1"
        assert [step["kind"] for step in shown["history"]] == ["outbox.intended", "outbox.claimed", "outbox.parked"]
        assert "outbox.parked" in run("show", PARKED, "--books", books).stdout

    def test_an_unknown_row_is_an_error_in_both_languages(self, books: Path) -> None:
        """Exit code 2."""
        result = run("show", "erp:no/such", "--books", books)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 2

    def test_books_that_never_sent_anything_say_so(self, tmp_path: Path) -> None:
        """And no journal is made by looking."""
        assert run("list", "--books", tmp_path).exit_code == 2
        assert list(tmp_path.iterdir()) == []


class TestDeciding:
    def test_a_rejected_row_is_replayed(self, books: Path) -> None:
        """It is pending again."""
        assert answer("replay", REJECTED, "--books", books, "--by", "王敏")["state"] == "pending"
        assert "pending" in run("list", "--books", books).stdout

    def test_all_rejected_rows_are_replayed_together(self, books: Path) -> None:
        """Those that wait for a decision stay; a row and all of them are not named at once."""
        assert [row["row"] for row in answer("replay", "--rejected", "--books", books, "--by", "王敏")] == [REJECTED]
        assert [row["state"] for row in answer("list", "--books", books)] == ["parked", "pending", "confirmed"]
        assert run("replay", "--books", books, "--by", "王敏").exit_code == 2
        assert run("replay", REJECTED, "--rejected", "--books", books, "--by", "王敏").exit_code == 2

    def test_a_parked_row_is_resolved_by_one_of_three_words(self, books: Path) -> None:
        """Present with its document; the journal keeps who said so."""
        words = ("resolve", PARKED, "--books", books, "--by", "王敏", "--note", "ERP 中可见")
        row = answer(*words, "--present", "invoices:INVOICES-000001")
        assert (row["state"], row["document"]) == ("confirmed", "invoices:INVOICES-000001")
        last = answer("show", PARKED, "--books", books)["history"][-1]
        assert (last["kind"], last["actor"], last["payload"]["note"]) == ("outbox.resolved", "王敏", "ERP 中可见")

    @pytest.mark.parametrize(("option", "state"), [("--absent", "pending"), ("--give-up", "rejected")])
    def test_absent_sends_again_and_giving_up_ends_it(self, books: Path, option: str, state: str) -> None:
        """The other two words."""
        words = ("resolve", PARKED, "--books", books, "--by", "王敏", "--note", "已核对", option)
        assert answer(*words)["state"] == state

    @pytest.mark.parametrize(
        "options", [(), ("--absent", "--give-up"), ("--present", "x:1", "--absent"), ("--present", "x")]
    )
    def test_it_takes_exactly_one_word_in_its_form(self, books: Path, options: tuple[str, ...]) -> None:
        """Anything else is a misuse, and nothing changes."""
        result = run("resolve", PARKED, "--books", books, "--by", "x", "--note", "x", *options)
        assert result.exit_code == 2
        assert answer("list", "--books", books)[0]["state"] == "parked"

    def test_a_row_that_is_not_parked_is_not_resolved(self, books: Path) -> None:
        """A typed error as JSON."""
        result = run("resolve", REJECTED, "--books", books, "--by", "x", "--note", "x", "--absent", "--json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["code"] == "outbox.not_parked"


class TestPlace:
    def test_the_key_is_made_for_its_owner_alone(self, books: Path) -> None:
        """One that others can read is refused."""
        key = journal_path(books).with_name("key")
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        key.chmod(0o644)
        with pytest.raises(ConfigError):
            open_journal(books)

    def test_a_variable_may_hold_it_instead(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Then no key lies beside the journal."""
        monkeypatch.setenv(VARIABLE, "a key that is kept elsewhere")
        with open_journal(tmp_path, begin=True) as journal:
            journal.verify()
        assert not journal_path(tmp_path).with_name("key").exists()

    def test_a_journal_that_is_gone_is_not_begun_anew(self, books: Path) -> None:
        """Its checkpoint remembers."""
        journal_path(books).unlink()
        with pytest.raises(StoreError) as caught:
            open_journal(books, begin=True)
        assert caught.value.code == "chain.rollback"
