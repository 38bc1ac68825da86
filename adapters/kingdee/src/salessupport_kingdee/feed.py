"""Changes: every kind read by its times (saved, audited, closed …), each from a little before where it was read to.

Laws: within a reading pages go on behind the last bill by value; between readings a stream goes back by `overlap`, so
that what was saved late or shares an instant is not missed (it comes twice at most, in the same version). On the first
reading all times but that of saving begin at the newest, for all before is handed over by that one. Source: ports.md
3.6; wire sheet 4; adapters.md 3; F27-F29. Weaker than it looks: K3 Cloud tells of no deletion.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.errors import ContractViolation, Unsupported
from salessupport.spi.feed import Batch, Change, Cursor

from salessupport_kingdee import filters, wire
from salessupport_kingdee.profile import Form
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.wire import Bill

ADAPTER: Final = "kingdee"
FORMAT: Final = 1
_AT: Final = "at"
Changed = Callable[[str, list[Bill]], list[Change]]
"""Makes changes of a page of bills of a kind."""
Marks = dict[str, str]
"""How far each time of each kind has been read."""


class Feed:
    """The feed of a port: its kinds, read from one remote."""

    def __init__(self, remote: Remote, kinds: tuple[str, ...], changed: Changed) -> None:
        self._remote = remote
        self._kinds = kinds
        self._changed = changed

    def changes(self, since: Cursor | None, kinds: Collection[str] | None) -> Iterator[Batch[Change]]:
        """Read on from a cursor; a kind that is not read is refused at once, a foreign cursor too."""
        for kind in sorted(set(kinds or ()) - set(self._kinds)):
            raise Unsupported(path=kind, remote_text=f"{kind} are not read")
        wanted = tuple(kind for kind in self._kinds if kinds is None or kind in kinds)
        stream = f"changes:{','.join(wanted)}"
        marks = {} if since is None else _marks(since.position_for(adapter=ADAPTER, stream=stream, format=FORMAT))
        return self._batches(wanted, stream, marks)

    def _batches(self, kinds: tuple[str, ...], stream: str, marks: Marks) -> Iterator[Batch[Change]]:
        for kind in kinds:
            form = self._remote.form(kind)
            for stamp in form.stamps[1:]:
                marks.setdefault(f"{kind}.{stamp}", self._remote.newest(form, stamp))
            for stamp in form.stamps:
                for page in self._walk(form, stamp, marks):
                    yield Batch(tuple(self._changed(kind, page)), _cursor(stream, marks, f"{kind}.{stamp}"))
        yield Batch((), _cursor(stream, marks))

    def _walk(self, form: Form, stamp: str, marks: Marks) -> Iterator[list[Bill]]:
        """Bills by one time; the mark moves behind each page before it is handed over."""
        name, place = f"{form.kind}.{stamp}", form.stamps.index(stamp)
        start = "" if place == 0 else filters.known(stamp)
        where = filters.since(stamp, self._before(mark)) if (mark := marks.get(name)) else start
        for page in self._remote.walk(form, where, stamp=stamp):
            last = page[-1].stamps[place]
            if not last:
                raise ContractViolation(path=form.id, remote_text=f"{page[-1].number} has no {stamp}")
            marks[name] = max(marks.get(name, ""), last)
            yield page

    def _before(self, mark: str) -> str:
        return wire.time_text(wire.time_of(mark) - self._remote.config.overlap)


def _cursor(stream: str, marks: Mapping[str, str], at: str = "") -> Cursor:
    """The cursor behind a page; `at` is what was read, so that no two readings of a bill have the same position."""
    return Cursor(ADAPTER, stream, FORMAT, json.dumps({**marks, _AT: at}, sort_keys=True))


def _marks(text: str) -> Marks:
    """The marks of a position; `InvalidIdentifier` for anything else."""
    try:
        read = json.loads(text)
        read.pop(_AT)
        for stamp in read.values():
            if stamp:
                wire.time_of(stamp)
    except (ValueError, LookupError, AttributeError, TypeError, ContractViolation):
        raise InvalidIdentifier("cursor.invalid", path=text[:40]) from None
    return dict(read)
