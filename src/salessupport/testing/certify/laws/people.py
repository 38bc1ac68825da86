"""People: what somebody enters, changes or deletes at the other side is read like what we wrote, and never undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from attrs import evolve, fields, frozen
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Fact
from salessupport.spi.capabilities import Deletes, Full, Limited
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.feed import Change, Cursor
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify.entered import CHANGED, ENTERED, RESTS_ON, Changed, Documents, Entered
from salessupport.testing.certify.lab import PeopledSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import unlike
from salessupport.testing.certify.reading import read_on
from salessupport.testing.certify.samples import Rows
from salessupport.testing.certify.stage import Stage, Subject

_SOURCE = "ports.md 3.6 (tombstones); R28; F27-F29, F33, F34; adapters.md"
_FOUND = tuple[Entered, Ref]


@frozen
class Evening:
    """What people enter: some before, the rest after so many batches were read."""

    documents: Documents
    first: int
    batches: int

    def __str__(self) -> str:
        before, after = self.documents[: self.first], self.documents[self.first :]
        told = [f"a person enters {one}" for one in before]
        return "\n".join([*told, f"{self.batches} batches are read", *(f"a person enters {one}" for one in after)])


def entered_kinds(subject: Subject, *, of: Collection[str] = ENTERED) -> list[str]:
    """The kinds that are read and that a person can enter in the laboratory, with what they rest on."""
    with subject.lab.fresh() as site:
        enters = frozenset(getattr(site, "enters", ()))
    kinds = subject.adapter.capabilities.kinds
    return [kind for kind in of if isinstance(kinds.get(kind), Full | Limited) and {kind, *RESTS_ON[kind]} <= enters]


def _peopled(subject: Subject) -> bool:
    return subject.does("changes") and bool(entered_kinds(subject))


def _can(subject: Subject, verb: str) -> bool:
    with subject.lab.fresh() as site:
        return hasattr(site, verb)


def documents(subject: Subject, *, kinds: Sequence[str], most: int = 6) -> st.SearchStrategy[Documents]:
    """Give documents of these kinds that people enter, each with its own mark, behind what they rest on."""
    limit = subject.adapter.capabilities.traits.text_limit

    @st.composite
    def drawn(draw: st.DrawFn) -> Documents:
        made: list[Entered] = []
        for number in range(1, draw(st.integers(1, most)) + 1):
            made += draw(ENTERED[draw(st.sampled_from(kinds))](subject.world, f"P-{number}", limit))
        return tuple(made)

    return drawn()


def _evenings(subject: Subject, *kinds: str) -> st.SearchStrategy[Evening]:
    drawn = documents(subject, kinds=kinds or entered_kinds(subject))
    return st.builds(Evening, drawn, st.integers(0, 6), st.integers(1, 3))


def enter(stage: Stage, entered: Documents) -> list[_FOUND]:
    """Have people enter documents; each with the name under which a feed hands it over."""
    site = cast("PeopledSite", stage.site)
    return [(one, site.enter(one.kind, one.rows)) for one in entered]


def _read(stage: Stage, port: Any, cursor: Cursor | None, **up_to: int) -> tuple[list[Change], Cursor | None]:
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    return read_on(port, cursor, **up_to)


def _handed_over(stage: Stage, evening: Evening) -> Iterator[str]:
    """Read some batches, have more entered, and read on in another session."""
    found = enter(stage, evening.documents[: evening.first])
    with stage.session() as port:
        before, cursor = _read(stage, port, None, batches=evening.batches)
        found += enter(stage, evening.documents[evening.first :])
    with stage.session() as port:
        changes = [*before, *_read(stage, port, cursor)[0]]
    yield from _unlike(stage, found, changes)


def _unlike(stage: Stage, found: Sequence[_FOUND], changes: Sequence[Change]) -> Iterator[str]:
    """Say which documents that are read were not handed over as they were entered."""
    kinds = stage.subject.adapter.capabilities.kinds
    numbers = dict(_numbers(found, changes))
    for one, ref in found:
        last = _last(one, ref, changes)
        if not isinstance(kinds.get(one.kind), Full | Limited):
            continue
        if last is None:
            yield f"{one}, entered by a person, was never handed over"
            continue
        rows = {table: facts for table, facts in one.rows.items() if table in last.rows}
        yield from unlike(str(one), renamed(one.kind, rows, numbers), last.rows)


def _last(one: Entered, ref: Ref, changes: Sequence[Change]) -> Change | None:
    return next((change for change in reversed(changes) if one.stands_in(change, ref)), None)


def _numbers(found: Sequence[_FOUND], changes: Sequence[Change]) -> Iterator[tuple[str, str | None]]:
    """What the other system calls documents that were entered under a mark; None for what it does not hand over."""
    for one, ref in found:
        last = _last(one, ref, changes)
        heads = last.rows.get(one.kind, ()) if last else ()
        yield one.mark, str(getattr(heads[0], "id", one.mark)) if heads else None


def renamed(kind: str, rows: Rows, numbers: Mapping[str, str | None]) -> Rows:
    """Rows under the numbers that the other system gave their documents; it names its rows itself."""
    return {table: tuple(_renamed(row, numbers, own=table == kind) for row in facts) for table, facts in rows.items()}


def _renamed(row: Fact, numbers: Mapping[str, str | None], *, own: bool) -> Fact:
    names = [field.name for field in fields(type(row)) if getattr(row, field.name) in numbers]
    changed: dict[str, Any] = {name: numbers[getattr(row, name)] for name in names}
    return evolve(row, **changed) if own or not hasattr(row, "id") else evolve(row, **{**changed, "id": None})


def _changed_kinds(subject: Subject) -> list[str]:
    kinds = subject.adapter.capabilities.kinds
    some = entered_kinds(subject, of=CHANGED)
    with subject.lab.fresh() as site:
        rests = "invoices" in getattr(site, "enters", ())
    return [kind for kind in some if kind != "receipts" or (rests and isinstance(kinds[kind], Full))]


def _changes(subject: Subject, *kinds: str) -> st.SearchStrategy[Changed]:
    limit = subject.adapter.capabilities.traits.text_limit
    return st.sampled_from(kinds or _changed_kinds(subject)).flatmap(
        lambda kind: CHANGED[kind](subject.world, "P-1", limit)
    )


def _handed_over_again(stage: Stage, changed: Changed) -> Iterator[str]:
    """Read everything, have a person change a document, and read on in another session."""
    *_, (one, ref) = found = enter(stage, changed.documents)
    with stage.session() as port:
        before, cursor = _read(stage, port, None)
    cast("PeopledSite", stage.site).change(ref, changed.to)
    with stage.session() as port:
        after, _ = _read(stage, port, cursor)
    last, earlier = _last(one, ref, after), _last(one, ref, before)
    if last is None:
        yield f"{one}, changed by a person, was not handed over again"
        return
    if earlier is not None and earlier.version == last.version:
        yield f"{one}, changed by a person, has the version that it had before"
    numbers = dict(_numbers(found, [*before, *after]))
    yield from unlike(str(one), renamed(one.kind, changed.to, numbers), last.rows)


def _tombstones(stage: Stage, evening: Evening) -> Iterator[str]:
    gone, ref = enter(stage, evening.documents)[0]
    with stage.session() as port:
        before, cursor = _read(stage, port, None)
        cast("PeopledSite", stage.site).delete(ref)
        after, _ = _read(stage, port, cursor)
        anew, _ = _read(stage, port, None)
    named = {change.ref for change in before if gone.stands_in(change, ref)}
    told = [change.deleted for change in after if change.ref in named]
    tombstones = stage.subject.adapter.capabilities.traits.deletes is Deletes.TOMBSTONES
    if tombstones and (not told or not told[-1]):
        yield f"{gone} was deleted by a person, and no tombstone of it was handed over"
    if any(not change.deleted and gone.stands_in(change, ref) for change in anew):
        yield f"{gone} was deleted by a person, and read anew it is still there"


def _got(stage: Stage, evening: Evening) -> Iterator[str]:
    """Ask for each customer by the name under which the feed gives it."""
    enter(stage, evening.documents)
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


def _deletable(subject: Subject) -> list[str]:
    return [kind for kind in entered_kinds(subject) if kind in ("customers", "products", "quotations")]


LAWS = (
    AdapterLaw(
        "people.read",
        "What people enter at the other side is handed over as it was entered, in any session, however many share an "
        "instant.",
        _SOURCE,
        Group.FEED,
        _peopled,
        _evenings,
        _handed_over,
        parts=lambda subject: tuple(_evenings(subject, kind) for kind in entered_kinds(subject)),
    ),
    AdapterLaw(
        "people.changed",
        "What people change there is handed over again: another name, money that is placed later.",
        "wire/tryton.md 3 (what a payment touches); adapters.md; F33",
        Group.FEED,
        lambda subject: _peopled(subject) and _can(subject, "change") and bool(_changed_kinds(subject)),
        _changes,
        _handed_over_again,
        parts=lambda subject: tuple(_changes(subject, kind) for kind in _changed_kinds(subject)),
    ),
    AdapterLaw(
        "people.deleted",
        "What people delete there is told, where telling is declared, and is never handed over as if it stood.",
        _SOURCE,
        Group.FEED,
        lambda subject: _peopled(subject) and _can(subject, "delete") and bool(_deletable(subject)),
        lambda subject: _evenings(subject, *_deletable(subject)),
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
