"""Pulling: the feeds of a connection into the mirror, then what is new in the mirror into the books.

The mirror comes first, with its cursor; the books follow from it and can follow again, wherever a process dies. Rows
are added as any other program adds them (`files.folder`): rehearsed on a copy, promised, then written. Nothing that
stands in the books is changed: where both sides have a document and it differs, the difference is told, and a person
decides. Source: LD-02; ports.md 3.6; decision 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from salessupport.domain.facts import Fact
from salessupport.domain.values.errors import SalesSupportError
from salessupport.files.folder import Folder, Plan
from salessupport.files.papers import digest_of, needed
from salessupport.files.snapshot import Snapshot
from salessupport.linking import mirror
from salessupport.linking.difference import Compared, FieldDifference, compared
from salessupport.linking.mirror import Mirrored
from salessupport.linking.sent import Named, Rows, sent_rows
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.cursors import Feed, Pulled, identity_of, pull, saved
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.journal import Journal

ORDER = (
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


@frozen
class Differing:
    """A document that both sides have and that is not the same, or that is deleted there."""

    ref: Ref
    ours: str
    fields: tuple[FieldDifference, ...] = ()
    deleted: bool = False


@frozen
class Refusal:
    """A document that the books do not take, and why."""

    ref: Ref
    ours: str
    reason: str


@frozen
class PullAnswer:
    """What a pull brought: documents read, rows added by table, what differs, what the books refused."""

    connection: str
    read: int
    added: Mapping[str, int]
    differing: tuple[Differing, ...]
    refused: tuple[Refusal, ...]
    dry_run: bool = False


@frozen
class Source:
    """One port of a connection, open: its name and its feed."""

    port: str
    changes: Callable[[Cursor | None], Iterator[Batch[Change]]]

    def feed(self, connection: str) -> Feed[Change]:
        """Its feed, by a name that is the same in every run."""
        return Feed(f"{connection}/{self.port}", self.changes, identity_of)


def pull_all(journal: Journal, folder: Folder, connection: str, sources: Sequence[Source], *, actor: str) -> PullAnswer:
    """Read what changed at the other system and add what is new of it to the books."""
    read = [_pulled(journal, connection, source, actor) for source in sources]
    crashpoint("pull.after_mirror")
    documents = tuple(mirror.documents(journal, connection))
    added, refused = _taken_over(folder, connection, documents)
    crashpoint("pull.after_books")
    differing = tuple(_differing(folder.snapshot(), documents, sent_rows(journal, connection)))
    return PullAnswer(connection, sum(one.applied for one in read), added, differing, refused)


def preview(journal: Journal, folder: Folder, connection: str, sources: Sequence[Source]) -> PullAnswer:
    """What a pull would bring; nothing is written, neither here nor in the journal."""
    known = {one.ref: one for one in mirror.documents(journal, connection)}
    read = 0
    for source in sources:
        for batch in source.changes(saved(journal, source.feed(connection).name)):
            read += len(batch.items)
            known |= {one.ref: mirror.told(one, known.get(one.ref)) for one in batch.items}
    documents, snapshot = tuple(known.values()), folder.snapshot()
    added = _counted(_new(snapshot, documents))
    differing = tuple(_differing(snapshot, documents, sent_rows(journal, connection)))
    return PullAnswer(connection, read, added, differing, (), dry_run=True)


def _pulled(journal: Journal, connection: str, source: Source, actor: str) -> Pulled:
    def apply(transaction: Any, change: Change) -> None:
        mirror.keep(transaction, connection, change, actor=actor)

    return pull(journal, source.feed(connection), apply, actor=actor)


# From the mirror into the books


def _taken_over(
    folder: Folder, connection: str, documents: Sequence[Mirrored]
) -> tuple[Mapping[str, int], tuple[Refusal, ...]]:
    """Add what is new: all of it at once or, where the books refuse that, document by document."""
    new = _new(folder.snapshot(), documents)
    if not new:
        return {}, ()
    try:
        _add(folder, connection, new)
    except SalesSupportError:
        return _one_by_one(folder, connection, new)
    return _counted(new), ()


def _one_by_one(
    folder: Folder, connection: str, new: Sequence[Mirrored]
) -> tuple[Mapping[str, int], tuple[Refusal, ...]]:
    taken, refused = [], []
    for document in new:
        try:
            _add(folder, connection, (document,))
        except SalesSupportError as error:
            refused.append(Refusal(document.ref, document.ours, error.message()))
        else:
            taken.append(document)
    return _counted(taken), tuple(refused)


def _add(folder: Folder, connection: str, new: Sequence[Mirrored]) -> None:
    rows = _merged(new)
    digest = digest_of(*((table, facts) for table, facts in sorted(rows.items())))

    def plan(_: Snapshot) -> Plan:
        return Plan(Ref("pull", digest), rows, {"connection": connection})

    folder.accept("pull", Key.of("pull", connection, digest), digest, plan)


def _merged(documents: Sequence[Mirrored]) -> dict[str, tuple[Fact, ...]]:
    """The rows of several documents by table, heads before their parts and what is named before what names it."""
    tables = [table for kind in ORDER for table in needed(kind)]
    return {
        table: rows
        for table in dict.fromkeys(tables)
        if (rows := tuple(row for one in documents for row in one.rows.get(table, ())))
    }


def _new(snapshot: Snapshot, documents: Sequence[Mirrored]) -> tuple[Mirrored, ...]:
    """Documents that stand there and not in the books."""
    known = {(kind, paper.ref.id) for kind in ORDER for paper in snapshot.papers(kind)}
    return tuple(one for one in documents if not one.deleted and one.ours and (one.ref.kind, one.ours) not in known)


def _counted(documents: Sequence[Mirrored]) -> Mapping[str, int]:
    return {table: len(rows) for table, rows in _merged(documents).items()}


def _differing(snapshot: Snapshot, documents: Sequence[Mirrored], sent: Mapping[Named, Rows]) -> Iterator[Differing]:
    """Documents that both sides have and that differ; what we sent of one counts as said by us, such as placements."""
    ours = {(kind, paper.ref.id): paper.change.rows for kind in ORDER for paper in snapshot.papers(kind)}
    for one in documents:
        name = one.ref.kind, one.ours
        if name not in ours:
            continue
        found: Compared = compared({**ours[name], **sent.get(name, {})}, one.rows)
        if one.deleted or found.fields or found.only_theirs:
            yield Differing(one.ref, one.ours, (*found.fields, *_more(found)), one.deleted)


def _more(found: Compared) -> Iterator[FieldDifference]:
    for table, rows in found.only_theirs.items():
        for row in rows:
            yield FieldDifference(table, str(getattr(row, "line", "") or getattr(row, "id", "")), "", "", str(row))
