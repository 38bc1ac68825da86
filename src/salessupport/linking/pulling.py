"""Pulling: the feeds of a connection into the mirror, then what is new in the mirror into the books.

The mirror comes first, with its cursor; the books follow from it and can follow again, wherever a process dies. Where
both sides have a document and it differs, the difference is told, and a person decides. Source: LD-02; ports.md 3.6.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve, frozen

from salessupport.books.company import FILE
from salessupport.books.files import table_files
from salessupport.files.folder import Folder
from salessupport.files.journal import NAME, SIDE
from salessupport.files.snapshot import Snapshot
from salessupport.linking import mirror
from salessupport.linking.difference import Compared, FieldDifference, compared
from salessupport.linking.mirror import Mirrored
from salessupport.linking.sent import Named, Rows, Sent, sent_to
from salessupport.linking.taking import Refusal, Taken, our_rows, take_over
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.cursors import Feed, Pulled, identity_of, pull, saved
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.journal import Journal, Transaction

_PLACED_ON: Final = ("allocations", "effective_on")
"""The day of a placement that we sent is ours: other systems give the day of the money or of the invoice."""


@frozen
class Differing:
    """A document that both sides have and that is not the same.

    `deleted`: it is deleted there; `doubled`: another document there has the same number of ours.
    """

    ref: Ref
    ours: str
    fields: tuple[FieldDifference, ...] = ()
    deleted: bool = False
    doubled: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody has to decide: something differs that a push will not set right."""
        return self.deleted or self.doubled or not all(one.owned for one in self.fields)


@frozen
class PullAnswer:
    """What a pull brought: documents read, rows added by table, what differs, what the books refused."""

    connection: str
    read: int
    added: Mapping[str, int]
    differing: tuple[Differing, ...]
    refused: tuple[Refusal, ...]
    dry_run: bool = False

    @property
    def left(self) -> bool:
        """Whether anything waits for a person."""
        return bool(self.refused) or any(one.open for one in self.differing)


Changes = Callable[[Cursor | None], Iterator[Batch[Change]]]
"""A feed: its pages from a cursor on."""


@frozen
class Source:
    """One port of a connection, open: its name and its feed."""

    port: str
    changes: Changes

    def feed(self, connection: str) -> Feed[Change]:
        """Its feed, by a name that is the same in every run."""
        return Feed(f"{connection}/{self.port}", self.changes, identity_of)


@frozen
class Puller:
    """What is pulled into: the journal with the mirror, the books, by a clock; and the fields that are ours."""

    journal: Journal
    books: Path
    connection: str
    now: Callable[[], datetime]
    ours: tuple[str, ...] = ()

    def pull(self, sources: Sequence[Source], *, actor: str) -> PullAnswer:
        """Read what changed at the other system and add what is new of it to the books."""
        read = [self._pulled(source, actor) for source in sources]
        crashpoint("pull.after_mirror")
        sent = sent_to(self.journal, self.connection)
        documents = tuple(sent.named(mirror.documents(self.journal, self.connection)))
        folder = Folder(self.books, now=self.now)
        folder.settle()
        taken = take_over(folder, self.connection, documents, pushed=_pushed(sent))
        crashpoint("pull.after_books")
        return self._answer(sum(one.applied for one in read), documents, sent, taken, folder)

    def preview(self, sources: Sequence[Source]) -> PullAnswer:
        """What a pull would bring, tried on a copy; neither the books nor the journal are written."""
        known = {one.ref: one for one in mirror.documents(self.journal, self.connection)}
        read = 0
        for source in sources:
            for batch in source.changes(saved(self.journal, source.feed(self.connection).name)):
                new = [one for one in batch.items if one.ref not in known or known[one.ref].version != one.version]
                read += len(new)
                known |= {one.ref: mirror.told(one, known.get(one.ref)) for one in new}
        sent = sent_to(self.journal, self.connection)
        documents = tuple(sent.named(known.values()))
        with TemporaryDirectory(prefix="salessupport-", ignore_cleanup_errors=True) as name:
            _copy(self.books, Path(name))
            copy = Folder(Path(name), now=self.now)
            taken = take_over(copy, self.connection, documents, pushed=_pushed(sent))
            return evolve(self._answer(read, documents, sent, taken, copy), dry_run=True)

    def _pulled(self, source: Source, actor: str) -> Pulled:
        def apply(transaction: Transaction, change: Change) -> None:
            mirror.keep(transaction, self.connection, change, actor=actor)

        return pull(self.journal, source.feed(self.connection), apply, actor=actor)

    def _answer(self, read: int, documents: Sequence[Mirrored], sent: Sent, taken: Taken, folder: Folder) -> PullAnswer:
        differing = tuple(_differing(folder.snapshot(), documents, sent.placements(), frozenset(self.ours)))
        return PullAnswer(self.connection, read, taken.added, differing, taken.refused)


def _pushed(sent: Sent) -> frozenset[Named]:
    return frozenset(name for name, _ in sent.confirmed())


def _copy(books: Path, copy: Path) -> None:
    """The books in another place, with what is promised of them."""
    (copy / SIDE).mkdir()
    for path in (books / FILE, *table_files(books)):
        shutil.copyfile(path, copy / path.name)
    if (books / SIDE / NAME).exists():
        shutil.copyfile(books / SIDE / NAME, copy / SIDE / NAME)


def _differing(
    snapshot: Snapshot, documents: Sequence[Mirrored], sent: Mapping[Named, Rows], owned: frozenset[str]
) -> Iterator[Differing]:
    """Documents that both sides have and that differ; what we sent of one counts as said by us, such as placements."""
    ours = our_rows(snapshot)
    living = Counter((one.ref.kind, one.ours) for one in documents if not one.deleted)
    for one in documents:
        name = one.ref.kind, one.ours
        if name not in ours:
            continue
        if one.deleted:
            if not living[name]:
                yield Differing(one.ref, one.ours, deleted=True)
            continue
        customer = getattr(ours[name][one.ref.kind][0], "customer", None)
        currency = snapshot.history.currency_of(customer)
        found = compared({**ours[name], **sent.get(name, {})}, one.rows, currency=currency)
        told = [field for field in found.fields if name not in sent or (field.table, field.field) != _PLACED_ON]
        fields, doubled = (*_marked(told, owned), *_more(found)), living[name] > 1
        if fields or doubled:
            yield Differing(one.ref, one.ours, fields, doubled=doubled)


def _marked(fields: Sequence[FieldDifference], owned: frozenset[str]) -> Iterator[FieldDifference]:
    return (evolve(one, owned=f"{one.table}.{one.field}" in owned) for one in fields)


def _more(found: Compared) -> Iterator[FieldDifference]:
    for side, tables in (("ours", found.only_ours), ("theirs", found.only_theirs)):
        for table, rows in tables.items():
            for row in rows:
                name = str(getattr(row, "line", "") or getattr(row, "id", ""))
                said = {"ours": "", "theirs": "", side: _shown(row)}
                yield FieldDifference(table, name, "", said["ours"], said["theirs"])


def _shown(row: object) -> str:
    """A row that only one side has, by what a reader knows it by."""
    given = ((name, getattr(row, name, None)) for name in ("product", "target", "qty", "amount", "due_on"))
    return " ".join(str(value) for _, value in given if value not in (None, ""))
