"""People: what somebody enters, changes or deletes at the other side is read like what we wrote, and never undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from hypothesis import strategies as st

from salessupport.spi.capabilities import Deletes, Full, Limited
from salessupport.spi.feed import Change, Cursor
from salessupport.testing.certify.lab import PeopledSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.samples import ENTERED
from salessupport.testing.certify.stage import Stage, Subject

_SOURCE = "ports.md 3.6 (tombstones); F33, F34; adapters.md"


def _entered(subject: Subject) -> list[str]:
    """The kinds that are read and that a person can enter in the laboratory."""
    kinds = subject.adapter.capabilities.kinds
    return [kind for kind in ENTERED if isinstance(kinds.get(kind), Full | Limited)]


def _peopled(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return hasattr(site, "enter") and subject.does("changes") and bool(_entered(subject))


def _cases(subject: Subject) -> st.SearchStrategy[Any]:
    limit = subject.adapter.capabilities.traits.text_limit
    one = st.sampled_from(_entered(subject)).flatmap(
        lambda kind: st.tuples(st.just(kind), ENTERED[kind](subject.world, "P", limit))
    )
    return st.lists(one, min_size=1, max_size=4).map(tuple)


def _read(stage: Stage, port: Any, cursor: Cursor | None) -> tuple[list[Change], Cursor | None]:
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    changes: list[Change] = []
    for batch in bounded(port.changes(cursor)):
        changes += batch.items
        cursor = batch.cursor
    return changes, cursor


def _site(stage: Stage) -> PeopledSite:
    return cast("PeopledSite", stage.site)


def _handed_over(stage: Stage, case: Any) -> Iterator[str]:
    refs = [_site(stage).enter(kind, rows(f"P-{number}")) for number, (kind, rows) in enumerate(case, 1)]
    with stage.session() as port:
        changes, _ = _read(stage, port, None)
    for ref, (kind, rows), number in zip(refs, case, range(1, len(case) + 1), strict=True):
        mark = f"P-{number}"
        read = [
            change for change in changes if any(getattr(head, "id", "") == mark for head in change.rows.get(kind, ()))
        ]
        if not read:
            yield f"{ref}, entered by a person, was never handed over ({rows(mark)[kind][0]})"


def _tombstones(stage: Stage, case: Any) -> Iterator[str]:
    site = _site(stage)
    refs = [site.enter(kind, rows(f"P-{number}")) for number, (kind, rows) in enumerate(case, 1)]
    with stage.session() as port:
        before, cursor = _read(stage, port, None)
        site.delete(refs[0])
        after, _ = _read(stage, port, cursor)
        anew, _ = _read(stage, port, None)
    gone = [change.deleted for change in after if change.ref == _as_read(before, case)]
    told = stage.subject.adapter.capabilities.traits.deletes is Deletes.TOMBSTONES
    if told and (not gone or not gone[-1]):
        yield f"{refs[0]} was deleted by a person, and no tombstone of it was handed over"
    kind = case[0][0]
    if any(
        not one.deleted and any(getattr(head, "id", "") == "P-1" for head in one.rows.get(kind, ())) for one in anew
    ):
        yield f"{refs[0]} was deleted by a person, and read anew it is still there"


def _as_read(changes: list[Change], case: Any) -> Any:
    """How the feed names the first document that was entered."""
    kind = case[0][0]
    named = [one.ref for one in changes if any(getattr(head, "id", "") == "P-1" for head in one.rows.get(kind, ()))]
    return named[-1] if named else None


LAWS = (
    AdapterLaw(
        "people.read",
        "What people enter at the other side is handed over like what we wrote.",
        _SOURCE,
        Group.FEED,
        _peopled,
        _cases,
        _handed_over,
    ),
    AdapterLaw(
        "people.deleted",
        "What people delete there is told, where telling is declared, and is never handed over as if it stood.",
        _SOURCE,
        Group.FEED,
        _peopled,
        _cases,
        _tombstones,
    ),
)
