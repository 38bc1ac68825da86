"""Mutants that step into the traps which real systems set: what people do there, taxes, translations, sessions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from attrs import evolve

from salessupport.domain.facts import DeliveryLine, OrderLine, Product
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.memory.wire import Wire
from salessupport.spi.documents import OrderDocument
from salessupport.spi.errors import AuthFailed, InvalidRemoteInput, Rejected, RemoteNotFound
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref
from salessupport.testing.certify.mutants.mutant import Mutant

Feed = Iterator[Batch[Change]]


class TouchedAlone(MemorySales):
    """Asks for what was changed since, where the date of change is null until the first."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Leave out what was never changed, but for the first reading."""
        versions = {document.ref: document.version for document in self.remote.documents()}
        for batch in super().changes(since, kinds=kinds):
            items = tuple(item for item in batch.items if since is None or versions[item.ref] > 1)
            yield Batch(items, batch.cursor)


class EndIncluded(MemorySales):
    """Takes the end of a range for part of it, where the remote leaves it out."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Leave out the last document of every full page."""
        for batch in super().changes(since, kinds=kinds):
            full = len(batch.items) == self.remote.settings.page
            yield Batch(batch.items[:-1] if full else batch.items, batch.cursor)


class HeadsAlone(MemorySales):
    """Reads receipts by their heads, which the placing of their money does not touch."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Leave placements out."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(map(_without_placements, batch.items)), batch.cursor)


def _without_placements(change: Change) -> Change:
    return evolve(change, rows={name: rows for name, rows in change.rows.items() if name != "allocations"})


class AllIsShipped(MemorySales):
    """Takes what was ordered for what was shipped."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Give each line of a delivery the quantity of the order."""
        ordered = {
            (line.order, line.line): line.qty
            for document in self.remote.documents(("orders",))
            for line in document.rows.get("order_lines", ())
            if isinstance(line, OrderLine)
        }
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(_all_shipped(item, ordered) for item in batch.items), batch.cursor)


def _all_shipped(change: Change, ordered: dict[tuple[str, int], Any]) -> Change:
    heads: dict[str, Any] = {getattr(head, "id", ""): head for head in change.rows.get("deliveries", ())}
    lines = tuple(
        evolve(line, qty=ordered[heads[line.delivery].order, line.order_line])
        for line in change.rows.get("delivery_lines", ())
        if isinstance(line, DeliveryLine)
    )
    return evolve(change, rows={**change.rows, "delivery_lines": lines}) if lines else change


class LeavesTaxOut(MemorySales):
    """Leaves taxes to the remote, which takes an order without any."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Send lines without a rate."""
        return super().post_order(
            evolve(document, lines=tuple(evolve(one, tax_rate=None) for one in document.lines)), key=key
        )


class ReadsTheWords(MemorySales):
    """Classes refusals by their words."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except Rejected as error:
            words = str(error.context.get("remote_text"))
            raise (RemoteNotFound if words.startswith("no ") else InvalidRemoteInput)(remote_text=words) from error


class NamesOfTheDay(MemoryCustomers):
    """Reads names in the language that the user there happens to have."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Translate products."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(_translated(item, self.remote.language) for item in batch.items), batch.cursor)


def _translated(change: Change, language: str) -> Change:
    rows = tuple(
        evolve(row, name=f"{row.name} ({language})")
        for row in change.rows.get("products", ())
        if isinstance(row, Product)
    )
    return evolve(change, rows={**change.rows, "products": rows}) if rows else change


class _SignedIn(MemorySales):
    """Signs in when it is opened."""

    def __init__(self, remote: Remote, wire: Wire | None = None) -> None:
        super().__init__(remote, wire)
        self.signed_in_at = remote.sessions_ended


class SignsInOnce(_SignedIn):
    """Signs in once and for all."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Give up where the session has ended."""
        for batch in super().changes(since, kinds=kinds):
            if self.remote.sessions_ended != self.signed_in_at:
                raise AuthFailed(remote_text="401")
            yield batch


class ForgetsThePage(_SignedIn):
    """Signs in anew between two pages, and goes on behind the page that it was refused."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Feed:
        """Lose the page for which it had to sign in."""
        for batch in super().changes(since, kinds=kinds):
            lost = self.remote.sessions_ended != self.signed_in_at
            self.signed_in_at = self.remote.sessions_ended
            yield Batch(() if lost else batch.items, batch.cursor)


MUTANTS = (
    Mutant("all-is-shipped", "takes what was ordered for what was shipped", "people.read", AllIsShipped),
    Mutant("touched-alone", "asks for dates of change, which are null before the first", "feed.whole", TouchedAlone),
    Mutant("end-included", "takes the end of a range for part of it", "feed.whole", EndIncluded),
    Mutant("heads-alone", "does not see that money was placed", "people.changed", HeadsAlone),
    Mutant("leaves-tax-out", "leaves taxes to a remote that takes none", "outcome.taxed", LeavesTaxOut),
    Mutant("reads-the-words", "classes refusals by their words", "language.same", ReadsTheWords),
    Mutant("names-of-the-day", "reads names in the user's language", "language.same", NamesOfTheDay, port="customers"),
    Mutant("signs-in-once", "never signs in anew", "session.renewed", SignsInOnce, sessions=True),
    Mutant(
        "forgets-the-page",
        "loses the page for which it signs in anew",
        "session.renewed",
        ForgetsThePage,
        sessions=True,
    ),
)
