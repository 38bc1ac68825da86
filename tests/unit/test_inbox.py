"""The inbox: an event is handled wholly and once, whatever is told again (B110, F24-F26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.runtime.inbox import Event, Inbox
from salessupport.runtime.journal import SqliteJournal
from salessupport.spi.errors import ReplayDetected
from salessupport.spi.ports.journal import Draft, Json, Transaction
from support.journals import fast_folder, opened


@pytest.fixture
def journal() -> Iterator[SqliteJournal]:
    """A new journal."""
    with fast_folder() as folder, opened(folder / "journal.db") as made:
        yield made


def note(transaction: Transaction, event: Event) -> Mapping[str, Json]:
    """Note that an event was handled."""
    entry = transaction.append(Draft("invoice.hinted", event.id, event.source))
    return {"seq": entry.seq}


def fail(transaction: Transaction, event: Event) -> Mapping[str, Json]:
    """Begin to handle it, and fail."""
    note(transaction, event)
    raise ZeroDivisionError


class TestReceiving:
    def test_an_event_is_handled_once_and_answers_the_same_again(self, journal: SqliteJournal) -> None:
        """Twice from the sender, once in the journal (F25)."""
        event = Event("tax", "E1", b'{"issued":"1"}')
        first = Inbox(journal).receive(event, note)
        again = Inbox(journal).receive(event, note)
        assert (first.first, again.first) == (True, False)
        assert first.result == again.result == {"seq": 2}
        assert [entry.kind for entry in journal.entries(1)] == ["invoice.hinted", "inbox.received"]

    def test_two_sources_may_use_one_id(self, journal: SqliteJournal) -> None:
        """An id is the source's own."""
        assert Inbox(journal).receive(Event("tax", "E1", b"1"), note).first
        assert Inbox(journal).receive(Event("bank", "E1", b"1"), note).first

    def test_another_content_under_the_same_id_is_refused(self, journal: SqliteJournal) -> None:
        """It was changed, or somebody plays."""
        Inbox(journal).receive(Event("tax", "E1", b"1"), note)
        with pytest.raises(ReplayDetected):
            Inbox(journal).receive(Event("tax", "E1", b"2"), note)

    def test_an_event_whose_handler_failed_never_came(self, journal: SqliteJournal) -> None:
        """Nothing of it stands, and it is handled when it is told again (F26)."""
        event = Event("tax", "E1", b"1")
        with pytest.raises(ZeroDivisionError):
            Inbox(journal).receive(event, fail)
        assert journal.head().seq == 1
        assert Inbox(journal).receive(event, note).first

    @pytest.mark.parametrize("event", [Event("", "E1", b""), Event("tax", "", b""), Event("a:b", "1", b"")])
    def test_an_event_without_a_name_is_refused(self, journal: SqliteJournal, event: Event) -> None:
        """It could not be told from another."""
        with pytest.raises(InvalidIdentifier):
            Inbox(journal).receive(event, note)
