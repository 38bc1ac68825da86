"""People: what somebody enters, changes or deletes at the other side is read like what we wrote, and never undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from attrs import frozen
from hypothesis import strategies as st

from salessupport.domain.facts import Customer
from salessupport.spi.capabilities import Deletes, Full, Limited
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.feed import Change, Cursor
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify.lab import PeopledSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import ROUNDS, bounded
from salessupport.testing.certify.samples import ENTERED, Rows
from salessupport.testing.certify.stage import Stage, Subject

_SOURCE = "ports.md 3.6 (tombstones); R28; F27-F29, F33, F34; adapters.md"


@frozen
class Entered:
    """A document that a person enters: its kind and mark, and its rows."""

    kind: str
    mark: str
    rows: Rows

    def stands_in(self, change: Change) -> bool:
        """Whether a change hands it over."""
        return any(getattr(head, "id", "") == self.mark for head in change.rows.get(self.kind, ()))

    def __str__(self) -> str:
        return f"{self.kind} {self.mark}"


@frozen
class Evening:
    """What people enter: some before, the rest after so many batches were read."""

    documents: tuple[Entered, ...]
    first: int
    batches: int

    def __str__(self) -> str:
        before, after = self.documents[: self.first], self.documents[self.first :]
        told = [f"a person enters {one}" for one in before]
        return "\n".join([*told, f"{self.batches} batches are read", *(f"a person enters {one}" for one in after)])


def _kinds(subject: Subject) -> list[str]:
    """The kinds that are read and that a person can enter in the laboratory."""
    kinds = subject.adapter.capabilities.kinds
    return [kind for kind in ENTERED if isinstance(kinds.get(kind), Full | Limited)]


def _peopled(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return hasattr(site, "enter") and subject.does("changes") and bool(_kinds(subject))


def _evenings(subject: Subject) -> st.SearchStrategy[Evening]:
    limit = subject.adapter.capabilities.traits.text_limit

    def named(number: int, drawn: tuple[str, Callable[[str], Rows]]) -> Entered:
        return Entered(drawn[0], f"P-{number}", drawn[1](f"P-{number}"))

    one = st.sampled_from(_kinds(subject)).flatmap(
        lambda kind: st.tuples(st.just(kind), ENTERED[kind](subject.world, "P", limit))
    )
    documents = st.lists(one, min_size=1, max_size=6).map(
        lambda some: tuple(named(number, drawn) for number, drawn in enumerate(some, 1))
    )
    return st.builds(Evening, documents, st.integers(0, 6), st.integers(1, 3))


def _enter(stage: Stage, documents: tuple[Entered, ...]) -> list[Ref]:
    site = cast("PeopledSite", stage.site)
    return [site.enter(one.kind, one.rows) for one in documents]


def _read(
    stage: Stage, port: Any, cursor: Cursor | None, *, batches: int = ROUNDS
) -> tuple[list[Change], Cursor | None]:
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    changes: list[Change] = []
    for number, batch in enumerate(bounded(port.changes(cursor)), 1):
        changes += batch.items
        cursor = batch.cursor
        if number >= batches:
            break
    return changes, cursor


def _handed_over(stage: Stage, evening: Evening) -> Iterator[str]:
    """Read some batches, have more entered, and read on in another session."""
    _enter(stage, evening.documents[: evening.first])
    with stage.session() as port:
        before, cursor = _read(stage, port, None, batches=evening.batches)
        _enter(stage, evening.documents[evening.first :])
    with stage.session() as port:
        changes = [*before, *_read(stage, port, cursor)[0]]
    for one in evening.documents:
        told = [change for change in changes if one.stands_in(change)]
        if not told:
            yield f"{one}, entered by a person, was never handed over"
        elif _names(told[-1].rows) != _names(one.rows):
            yield f"{one} was entered as {_names(one.rows)} and is handed over as {_names(told[-1].rows)}"


def _names(rows: Rows) -> list[str]:
    return [str(getattr(row, "name", "")) for facts in rows.values() for row in facts if getattr(row, "name", "")]


def _tombstones(stage: Stage, evening: Evening) -> Iterator[str]:
    gone = evening.documents[0]
    ref = _enter(stage, evening.documents)[0]
    with stage.session() as port:
        before, cursor = _read(stage, port, None)
        cast("PeopledSite", stage.site).delete(ref)
        after, _ = _read(stage, port, cursor)
        anew, _ = _read(stage, port, None)
    named = {change.ref for change in before if gone.stands_in(change)}
    told = [change.deleted for change in after if change.ref in named]
    tombstones = stage.subject.adapter.capabilities.traits.deletes is Deletes.TOMBSTONES
    if tombstones and (not told or not told[-1]):
        yield f"{gone} was deleted by a person, and no tombstone of it was handed over"
    if any(not change.deleted and gone.stands_in(change) for change in anew):
        yield f"{gone} was deleted by a person, and read anew it is still there"


def _got(stage: Stage, evening: Evening) -> Iterator[str]:
    """Ask for each customer by the name under which the feed gives it."""
    _enter(stage, evening.documents)
    with stage.session() as port:
        changes, _ = _read(stage, port, None)
        for change in changes:
            for customer in change.rows.get("customers", ()):
                got, version = port.get(change.ref)
                if not isinstance(got, Customer) or got != customer:
                    yield f"{change.ref} is handed over as {customer}, and get() gives {got}"
                elif version != change.version:
                    yield f"{change.ref} is handed over in version {change.version}, and get() says {version}"
        missing = stage.call(lambda: port.get(Ref("customers", "999999")) and None)
    if not isinstance(missing.error, RemoteNotFound):
        yield f"a customer that is not there was answered with {missing}, not with RemoteNotFound"


LAWS = (
    AdapterLaw(
        "people.read",
        "What people enter at the other side is handed over, in any session, however many share an instant.",
        _SOURCE,
        Group.FEED,
        _peopled,
        _evenings,
        _handed_over,
    ),
    AdapterLaw(
        "people.deleted",
        "What people delete there is told, where telling is declared, and is never handed over as if it stood.",
        _SOURCE,
        Group.FEED,
        lambda subject: _peopled(subject) and _deletes(subject),
        _evenings,
        _tombstones,
    ),
    AdapterLaw(
        "people.got",
        "A customer is given as the feed hands it over, in the same version; one that is not there is named as such.",
        "ports.md 3.4 Customers",
        Group.FIDELITY,
        lambda subject: subject.does("get") and _peopled(subject),
        _evenings,
        _got,
        port="customers",
    ),
)


def _deletes(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return hasattr(site, "delete")
