"""Taking over: what stands in the mirror and not in the books is added to the books.

Rows are added as any other program adds them (`files.folder`): rehearsed on a copy, promised, then written; all of them
at once or, where the books refuse that, in halves, down to the documents that they refuse. Nothing that stands in the
books is changed. Where a receipt came from there and only its placement went on there, the new placements are added
too. Source: LD-02; decision 2; books.md "The folder".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from salessupport.domain.facts import Fact
from salessupport.domain.values.errors import DomainError, InputError, SalesSupportError
from salessupport.files.folder import Folder, Plan
from salessupport.files.papers import digest_of, needed
from salessupport.files.snapshot import Snapshot
from salessupport.linking.difference import compared
from salessupport.linking.mirror import Mirrored
from salessupport.linking.sent import Named
from salessupport.spi.errors import NotPermitted, Rejected
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref

ORDER: Final = (
    "salespeople",
    "products",
    "customers",
    "prices",
    "quotations",
    "contracts",
    "orders",
    "deliveries",
    "returns",
    "invoices",
    "receipts",
)
"""The kinds in the order in which they can be added: what is named stands before what names it."""
_REFUSALS: Final = (Rejected, InputError, DomainError)
_OF_TABLES: Final = ("rows", "unlike")
"""What is about a table and its column; the place of other faults is in the copy that they were tried on."""
_GROWS: Final = "allocations"


@frozen
class Refusal:
    """A document that the books do not take, and why."""

    ref: Ref
    ours: str
    reason: str


@frozen
class Taken:
    """What became of new documents: rows added by table, documents refused."""

    added: Mapping[str, int]
    refused: tuple[Refusal, ...] = ()


def take_over(
    folder: Folder, connection: str, documents: Sequence[Mirrored], *, pushed: frozenset[Named] = frozenset()
) -> Taken:
    """Add what is new; `pushed` are documents that we sent there, where placements are ours to decide."""
    new = sorted(_new(folder.snapshot(), documents, pushed), key=_rank)
    taken, refused = _taken(folder, connection, new, pushed) if new else ((), ())
    return Taken({table: len(rows) for table, rows in _merged(taken).items()}, refused)


def _rank(document: Mirrored) -> tuple[int, bool]:
    """Where a document stands in the order of adding: an invoice before the credit notes that take it back."""
    heads = document.rows.get(document.ref.kind, ())
    return ORDER.index(document.ref.kind), any(getattr(head, "original", None) for head in heads)


def _taken(
    folder: Folder, connection: str, new: Sequence[Mirrored], pushed: frozenset[Named]
) -> tuple[tuple[Mirrored, ...], tuple[Refusal, ...]]:
    try:
        _add(folder, connection, new, pushed)
    except NotPermitted:
        raise
    except _REFUSALS as error:
        if len(new) == 1:
            return (), (Refusal(new[0].ref, new[0].ours, _reason(error)),)
    else:
        return tuple(new), ()
    half = len(new) // 2
    first, second = (_taken(folder, connection, part, pushed) for part in (new[:half], new[half:]))
    return (*first[0], *second[0]), (*first[1], *second[1])


def _reason(error: SalesSupportError) -> str:
    """What the books say; the words of the contract speak of another system, and these are ours."""
    said = str(error.context.get("remote_text") or error.message())
    return f"{error.path}: {said}" if error.context.get("remote_code") in _OF_TABLES else said


def _add(folder: Folder, connection: str, new: Sequence[Mirrored], pushed: frozenset[Named]) -> None:
    rows = _merged(new)
    digest = digest_of(*((table, facts) for table, facts in sorted(rows.items())))
    ref = Ref("pull", digest)
    before = sum(1 for _ in folder.journal.of(ref))  # taken out by hand since: added once more

    def plan(snapshot: Snapshot) -> Plan:
        """What is still new: another process may have been here."""
        return Plan(ref, _merged(tuple(_new(snapshot, new, pushed))), {"connection": connection})

    folder.accept("pull", Key.of("pull", connection, digest, before), digest, plan)


def _merged(documents: Sequence[Mirrored]) -> dict[str, tuple[Fact, ...]]:
    """The rows of several documents by table, heads before their parts and what is named before what names it."""
    tables = [table for kind in ORDER for table in needed(kind)]
    return {
        table: rows
        for table in dict.fromkeys(tables)
        if (rows := tuple(row for one in documents for row in one.rows.get(table, ())))
    }


def our_rows(snapshot: Snapshot) -> Mapping[Named, Mapping[str, tuple[Fact, ...]]]:
    """The rows of every document of the books, by kind and number."""
    return {(kind, paper.ref.id): paper.change.rows for kind in ORDER for paper in snapshot.papers(kind)}


def _new(snapshot: Snapshot, documents: Sequence[Mirrored], pushed: frozenset[Named]) -> Iterator[Mirrored]:
    """Documents that stand there and not in the books, each number once; and what was placed there later."""
    ours, seen = our_rows(snapshot), set[Named]()
    for one in documents:
        name = one.ref.kind, one.ours
        if one.deleted or not one.ours or one.ref.kind not in ORDER or name in seen:
            continue
        seen.add(name)
        if name not in ours:
            yield one
        elif name not in pushed and (placed := _placed(ours[name], one)):
            yield evolve(one, rows={_GROWS: placed})


def _placed(ours: Mapping[str, tuple[Fact, ...]], one: Mirrored) -> tuple[Fact, ...]:
    """Placements that came to a document there, if it is the same in all else."""
    if _GROWS not in one.rows:
        return ()
    found = compared(ours, one.rows)
    same = not found.fields and not found.only_ours and set(found.only_theirs) == {_GROWS}
    return found.only_theirs[_GROWS] if same else ()
