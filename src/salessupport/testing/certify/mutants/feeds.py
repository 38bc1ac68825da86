"""Mutants that lose, repeat without end, or hand over what was not asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attrs import evolve

from salessupport.memory.connection import ADAPTER, FORMAT
from salessupport.memory.sales import MemorySales
from salessupport.spi.errors import AdapterError
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.testing.certify.mutants.mutant import Mutant


def _number(cursor: Cursor) -> int:
    return int(cursor.position.rpartition("|")[2])


def _moved(cursor: Cursor, number: int) -> Cursor:
    instant = cursor.position.partition("|")[0]
    return evolve(cursor, position=f"{instant}|{number}")


class StrictlyAfter(MemorySales):
    """Reads on strictly behind the instant of the last document."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Leave out what shares the cursor's instant."""
        instant = since.position.partition("|")[0] if since else ""
        at = {record.ref: record.at.isoformat() for record in self.remote.changes}
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(item for item in batch.items if at[item.ref] > instant), batch.cursor)


class CursorAhead(MemorySales):
    """Gives a cursor that stands behind the page that is still to come."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Move each cursor to the end."""
        end = len(self.remote.changes)
        for batch in super().changes(since, kinds=kinds):
            yield Batch(batch.items, _moved(batch.cursor, end))


class FirstPageOnly(MemorySales):
    """Takes a full page for the last one."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Stop behind the first page, and never come back for more."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(batch.items, _moved(batch.cursor, len(self.remote.changes)))
            return


class SkipsTies(MemorySales):
    """Reads on behind the instant of a page's last document, even where the tie goes on on the next page."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Leave out what shares its instant with the page before."""
        at = {record.ref: record.at for record in self.remote.changes}
        last = None
        for batch in super().changes(since, kinds=kinds):
            items = tuple(item for item in batch.items if last is None or at[item.ref] > last)
            last = max((at[item.ref] for item in batch.items), default=last)
            yield Batch(items, batch.cursor)


class EverythingAlways(MemorySales):
    """Hands over all kinds, whatever was asked for."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Ignore the kinds."""
        return super().changes(since)


class AnyCursor(MemorySales):
    """Takes a cursor of anybody, and begins anew."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Begin anew with a cursor that is not known."""
        own = since if since and (since.adapter, since.format) == (ADAPTER, FORMAT) else None
        return super().changes(own, kinds=kinds)


class Endless(MemorySales):
    """Repeats the last page for ever."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Never end."""
        last = None
        for last in super().changes(since, kinds=kinds):
            yield last
        while last is not None:
            yield last


class SwallowsBreaks(MemorySales):
    """Takes a reading that breaks for the end."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """End where it breaks."""
        try:
            yield from super().changes(since, kinds=kinds)
        except AdapterError:
            return


class LeavesOneOut(MemorySales):
    """Counts pages from one where the remote counts from zero."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Leave out the first document of every page behind the first."""
        for number, batch in enumerate(super().changes(since, kinds=kinds)):
            yield Batch(batch.items[1:] if number else batch.items, batch.cursor)


class OldStates(MemorySales):
    """Hands over documents in an order of its own, so that an old state comes last."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Put the lines of the first order under every other one."""
        first = None
        for batch in super().changes(since, kinds=kinds):
            items = []
            for item in batch.items:
                lines = item.rows.get("order_lines")
                first = first or lines
                items.append(evolve(item, rows={**item.rows, "order_lines": first}) if lines and first else item)
            yield Batch(tuple(items), batch.cursor)


MUTANTS = (
    Mutant("strictly-after", "reads on strictly behind the last instant", "feed.whole", StrictlyAfter),
    Mutant("cursor-ahead", "gives a cursor behind what it has not handed over", "feed.whole", CursorAhead),
    Mutant("first-page-only", "takes a full page for the last", "feed.whole", FirstPageOnly),
    Mutant("skips-ties", "skips what ties with the page before", "feed.whole", SkipsTies),
    Mutant("leaves-one-out", "skips the first document of a page", "feed.whole", LeavesOneOut),
    Mutant("everything-always", "hands over kinds that were not asked for", "feed.kinds", EverythingAlways),
    Mutant("any-cursor", "takes a cursor of anybody", "feed.own", AnyCursor),
    Mutant("endless", "repeats the last page for ever", "feed.ends", Endless),
    Mutant("swallows-breaks", "takes a reading that breaks for the end", "feed.broken", SwallowsBreaks),
    Mutant("old-states", "hands over the lines of another document", "feed.last", OldStates),
)
