"""Reading on: what was made or changed since a cursor, by Tryton's own dates, which are null where nothing changed yet.

A source is watched in two streams: rows never changed, by number from a day of creation on, and rows changed, by
(time of change, number). Within a pass both are exact, whatever ties; the cursor behind the end of a pass stands
`overlap` before the last date seen, for a long transaction commits rows dated before it. So a document may come twice,
and not at all only where Tryton deletes it: deletions are not told. Source: wire/tryton.md 3 "Paging and incremental
reads"; ports.md 3.6.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.feed import Cursor

from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, id_of, instant_of, instant_on_wire, rows_of

ADAPTER: Final = "tryton"
FORMAT: Final = 2
_DATES: Final = ("create_date", "write_date")
_ORDER: Final = (("write_date", "ASC NULLS FIRST"), ("id", "ASC"))


@frozen
class Watch:
    """A model whose changes are changes of a kind of document; `to` leads from its rows to the documents."""

    name: str
    model: str
    domain: tuple[object, ...] = ()
    to: tuple[str, ...] = ()

    def documents(self, row: Row) -> Iterator[int]:
        """The numbers of the documents that a row belongs to."""
        if not self.to:
            yield id_of(row)
            return
        many, name = self.to
        yield from (id_of(each, name) for each in rows_of(row, many))


@frozen
class Mark:
    """How far a watch was read: `since` and `last` of rows never changed, `changed` and `at` of rows changed.

    `top` and `latest` are the latest dates seen of either; all are texts of instants, empty before the first.
    """

    since: str = ""
    last: int = 0
    top: str = ""
    changed: str = ""
    at: int = 0
    latest: str = ""

    def domain(self) -> list[object]:
        """What stands behind it."""
        never: list[object] = [["write_date", "=", None], ["id", ">", self.last]]
        if self.since:
            never.append(["create_date", ">=", _on_wire(self.since)])
        if not self.changed:
            return ["OR", never, [["write_date", "!=", None]]]
        then = _on_wire(self.changed)
        tied = [["write_date", "=", then], ["id", ">", self.at]]
        return ["OR", never, tied, [["write_date", ">", then]]]

    def behind(self, row: Row) -> Mark:
        """The mark behind a row."""
        made, wrote = instant_of(row, "create_date"), instant_of(row, "write_date")
        if wrote is None:
            return evolve(self, last=id_of(row), top=max(self.top, _text(made)))
        text = _text(wrote)
        return evolve(self, changed=text, at=id_of(row), latest=max(self.latest, text))

    def ended(self, overlap: timedelta) -> Mark:
        """Where the next pass begins."""
        return Mark(_before(self.top, overlap), 0, self.top, _before(self.latest, overlap), 0, self.latest)


Position = Mapping[str, Mark]


def _text(instant: datetime | None) -> str:
    return instant.isoformat(timespec="microseconds") if instant else ""


def _on_wire(text: str) -> object:
    return instant_on_wire(datetime.fromisoformat(text))


def _before(text: str, overlap: timedelta) -> str:
    return _text(datetime.fromisoformat(text) - overlap) if text else ""


def cursor_at(stream: str, position: Position) -> Cursor:
    """The cursor at a position."""
    marks = {name: [m.since, m.last, m.top, m.changed, m.at, m.latest] for name, m in position.items()}
    return Cursor(ADAPTER, stream, FORMAT, json.dumps(marks, separators=(",", ":"), sort_keys=True))


def position_of(stream: str, since: Cursor) -> Position:
    """The position of a cursor; `InvalidIdentifier` for one of another adapter, stream or format, or of none."""
    text = since.position_for(adapter=ADAPTER, stream=stream, format=FORMAT)
    try:
        return {str(name): _mark(*parts) for name, parts in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        raise InvalidIdentifier("cursor.invalid", path=text[:40]) from None


def _mark(since: str, last: int, top: str, changed: str, at: int, latest: str) -> Mark:
    for text in (since, top, changed, latest):
        if text:
            datetime.fromisoformat(text)
    if type(last) is not int or type(at) is not int:
        raise TypeError
    return Mark(since, last, top, changed, at, latest)


def start(client: Client, watches: Sequence[Watch]) -> dict[str, Mark]:
    """The position before everything.

    The first watch, of the documents themselves, is read from the beginning; others are read by increments alone, from
    their newest row on, for what happened before stands in the documents already.
    """
    first, *others = watches
    return {first.name: Mark(), **{watch.name: _newest(client, watch) for watch in others}}


def _newest(client: Client, watch: Watch) -> Mark:
    found = client.ask(watch.model, watch.domain, _DATES, limit=1, order=[["id", "DESC"]])
    made = _text(instant_of(found[0], "create_date")) if found else ""
    return Mark(made, 0, made, made, 0, made)


def page(client: Client, watch: Watch, mark: Mark, limit: int, fields: Sequence[str]) -> list[Row]:
    """The next rows behind a mark, at most `limit`, with `fields` if they are the documents themselves."""
    domain = [*watch.domain, mark.domain()]
    names = [*_DATES, ".".join(watch.to)] if watch.to else [*_DATES, *fields]
    order = [list(each) for each in _ORDER]
    return client.ask(watch.model, domain, names, limit=limit, order=order, archived=True)
