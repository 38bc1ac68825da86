"""What every adapter of a port shares: it asks and tells over the wire, finds by key, and hands feeds over by page.

Laws: a command with a key that is known answers with the first effect; under `Lookup` it is looked for before every
sending; the cursor of a batch stands behind its last item and reading goes on inclusively, so nothing is missed. A
position is the instant and the number of a change: instants tie, numbers do not, and a tie group may be larger than a
page. Source: ports.md 3.4-3.6; reliability.md 3.3, F29.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.memory.record import Mark, Page, Record, View
from salessupport.memory.remote import Remote, compare, digest_of
from salessupport.memory.wire import FairWire, Wire
from salessupport.spi.capabilities import Deletes, Lookup, NoGuard
from salessupport.spi.errors import ContractViolation, Transient, Unsupported
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Outcome, Ref, RemoteIdentity

T = TypeVar("T")
ADAPTER = "memory"
FORMAT = 1


class Connection:
    """An adapter's end of the wire to a remote."""

    def __init__(self, remote: Remote, wire: Wire | None = None) -> None:
        self.remote = remote
        self.wire: Wire = wire or FairWire()

    def identify(self) -> RemoteIdentity:
        """Say who answers."""
        return self._ask("identify", lambda _: RemoteIdentity("memory", "1", self.remote.name))

    def ping(self) -> Health:
        """Say whether it answers."""
        try:
            return self._ask("ping", lambda _: Health(well=True, now=self.remote.now()))
        except (Transient, ContractViolation) as error:
            return Health(well=False, detail=error.code)

    def _ask(self, verb: str, question: Callable[[View], T]) -> T:
        """Ask for what the wire lets be seen."""

        def work() -> T:
            with self.remote.lock:
                return question(self.wire.view(self.remote))

        return self.wire.call(verb, work, effect=False)

    def _tell(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> tuple[Ref, bool]:
        """Do a command, once for its key; gives its document and whether it was there before."""
        guard = self.remote.settings.idempotency
        if isinstance(guard, Lookup):
            mark = self._ask("find", lambda view: view.marked(key))
            if mark is not None:
                compare(mark, digest_of(verb, payload))
                return mark.ref, True
        mark, replayed = self.wire.call(
            verb, lambda: self.remote.accept(verb, key, payload, effect, guard=guard), effect=True
        )
        return mark.ref, replayed

    def _marked(self, key: Key, answer: Callable[[View, Mark], T]) -> T | None:
        """Look a command up by its key, and make an answer of what it left."""
        if isinstance(self.remote.settings.idempotency, NoGuard):
            raise Unsupported(remote_text="documents cannot be found by a key")

        def question(view: View) -> T | None:
            mark = view.marked(key)
            return None if mark is None else answer(view, mark)

        return self._ask("find", question)

    def _read(
        self,
        verb: str,
        stream: str,
        kinds: Sequence[str],
        since: Cursor | None,
        item: Callable[[Record], T],
        *,
        which: Callable[[Record], bool] = lambda _: True,
    ) -> Iterator[Batch[T]]:
        """Read a stream from a cursor on, page by page; the cursor is judged at once, pages are asked for as used."""
        start = position(self.remote, stream, since)

        def pages(behind: int) -> Iterator[Batch[T]]:
            while True:
                page = self._ask(verb, partial(_page, self.remote, kinds, behind, which))
                records = sorted(page.records, key=lambda record: record.seq)  # pages may come shuffled
                last = records[-1] if records else None
                yield Batch(tuple(map(item, records)), _cursor(stream, last) if last else since or _cursor(stream))
                if last is None or not page.more:
                    return
                behind = last.seq + 1

        return pages(start)


class RefConnection(Connection):
    """A connection whose commands answer with the document that they made or changed."""

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        return self._marked(key, lambda _, mark: Done(mark.ref, mark.ref, replayed=True))

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        ref, replayed = self._tell(verb, key, payload, effect)
        return Done(ref, ref, replayed)


class FeedConnection(RefConnection):
    """A connection whose documents are handed over as changes of books rows."""

    kinds: ClassVar[tuple[str, ...]] = ()

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over documents changed since `since` (inclusively; None: all) of `kinds` (books tables; None: all)."""
        wanted = tuple(kind for kind in self.kinds if kinds is None or kind in kinds)
        for kind in sorted(set(kinds or ()) - set(self.kinds)):
            raise Unsupported(path=kind, remote_text=f"no {kind} at this port")
        return self._read("changes", f"changes:{','.join(wanted)}", wanted, since, lambda record: record.change)


def _page(remote: Remote, kinds: Sequence[str], start: int, which: Callable[[Record], bool], view: View) -> Page:
    deletes = remote.settings.deletes is Deletes.TOMBSTONES
    return view.page(kinds, start=start, limit=remote.settings.page, deletes=deletes, which=which)


def _cursor(stream: str, record: Record | None = None) -> Cursor:
    """The cursor at a change: `instant|number`; the instant is for whoever reads the journal."""
    text = f"{record.at.isoformat()}|{record.seq}" if record else "|0"
    return Cursor(ADAPTER, stream, FORMAT, text)


def position(remote: Remote, stream: str, since: Cursor | None) -> int:
    """The number of the change that a cursor stands at; one beyond the remote's last is refused, it was reset (F28)."""
    if since is None:
        return 0
    text = since.position_for(adapter=ADAPTER, stream=stream, format=FORMAT)
    _, bar, number = text.partition("|")
    if not (bar and number.isascii() and number.isdecimal()) or int(number) > len(remote.changes):
        raise InvalidIdentifier("cursor.invalid", path=text[:40])
    return int(number)
