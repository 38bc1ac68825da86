"""What both ports share: who answers, feeds by page, and commands of several steps whose end is known or looked up.

Laws: before a command writes anything its key is looked up, and everything its document names is found; what was begun
and not finished is finished by whoever looks it up; a step that Tryton refuses takes the beginning back, so that a
refusal is true; where that is not certain either, nobody knows: `OutcomeUnknown`. Source: architecture decision 5.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from attrs import frozen
from salessupport.spi.errors import AdapterError, AuthFailed, OutcomeUnknown, Rejected, Unsupported
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.outcomes import Health, RemoteIdentity

from salessupport_tryton.directory import Directory
from salessupport_tryton.feed import Watch, cursor_at, page, position_of, start
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, id_of, text_of


@frozen
class Source:
    """A kind that is handed over: what is watched for it, its own rows first, and what its rows say.

    `fields` are read of its own rows together with the dates that are watched, so that a page is one call. `besides`
    gives, for documents that another watch tells of, those that they tell of in turn.
    """

    kind: str
    watches: tuple[Watch, ...]
    fields: tuple[str, ...]
    changes: Callable[[Sequence[Row]], list[Change]]
    besides: Callable[[Sequence[int]], Sequence[int]] = list

    @property
    def own(self) -> Watch:
        """The watch of its own rows."""
        return self.watches[0]


class Connection:
    """A connection to Tryton."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.directory = Directory(client)

    def identify(self) -> RemoteIdentity:
        """Say who answers: product, version, company."""
        company = text_of(self.client.preferences, "company.rec_name") or ""
        return RemoteIdentity("Tryton", self.client.version(), company)

    def ping(self) -> Health:
        """Say whether it answers; raises nothing but errors of configuration or sign-in."""
        try:
            version = self.client.version()
        except AuthFailed:
            raise
        except AdapterError as error:
            return Health(well=False, detail=error.message())
        return Health(well=True, detail=f"version {version}")

    def sources(self) -> tuple[Source, ...]:
        """The kinds that are handed over."""
        raise NotImplementedError

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over documents changed since `since` (inclusively; None: all) of `kinds` (books tables; None: all)."""
        known = {source.kind: source for source in self.sources()}
        for kind in sorted(set(kinds or ()) - set(known)):
            raise Unsupported(path=kind, remote_text=f"no {kind} at this port")
        wanted = [source for kind, source in known.items() if kinds is None or kind in kinds]
        stream = f"changes:{','.join(source.kind for source in wanted)}"
        given = None if since is None else position_of(stream, since)
        return self._batches(stream, wanted, given)

    def _batches(self, stream: str, wanted: Sequence[Source], given: object) -> Iterator[Batch[Change]]:
        marks = dict(given) if isinstance(given, dict) else {}
        limit = self.client.config.page
        if given is None:
            for source in wanted:
                marks |= start(self.client, source.watches)
        for source in wanted:
            handed: set[int] = set()
            for watch in source.watches if given is not None else (source.own,):
                while found := page(self.client, watch, marks[watch.name], limit, source.fields):
                    rows = self._new(source, watch, found, handed)
                    if given is not None:
                        handed |= {id_of(row) for row in rows}  # an increment is short: each comes once, by any watch
                    for row in found:
                        marks[watch.name] = marks[watch.name].behind(row)
                    yield Batch(tuple(source.changes(rows)), cursor_at(stream, marks))
                    if len(found) < limit:
                        break
        overlap = self.client.config.overlap
        yield Batch((), cursor_at(stream, {name: mark.ended(overlap) for name, mark in marks.items()}))

    def _new(self, source: Source, watch: Watch, found: Sequence[Row], handed: Collection[int]) -> list[Row]:
        """The documents that rows of a watch tell of, without those handed over already."""
        if watch is source.own:
            return [row for row in found if id_of(row) not in handed]
        told = source.besides(list(dict.fromkeys(each for row in found for each in watch.documents(row))))
        ids = [each for each in told if each not in handed]
        domain = [["id", "in", ids], *source.own.domain]
        return self.client.ask(source.own.model, domain, source.fields, archived=True) if ids else []


@contextmanager
def begun(undo: Callable[[], None]) -> Iterator[None]:
    """Steps after a document was made: refused, it is taken back; anything else leaves the outcome unknown."""
    try:
        yield
    except Rejected as refused:
        try:
            undo()
        except AdapterError:
            raise _half(refused) from None
        raise
    except OutcomeUnknown:
        raise
    except AdapterError as error:
        raise _half(error) from None


def _half(error: AdapterError) -> OutcomeUnknown:
    told = str(error.context.get("remote_text", ""))[:200]
    return OutcomeUnknown(remote_text=f"begun and not finished: {type(error).__name__} {told}".strip())
