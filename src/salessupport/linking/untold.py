"""What stands in our ledger and no port carries: why our open items differ from another system's, document by document.

A push sends documents and where money stands on invoices. Write-offs, interest and costs that money was taken for,
refunds, bills that were not paid and charges of ours are nothing that a port has a verb for: somebody enters them
there, or they stay a difference with a name. Law: ours − theirs of a document is the sum of its parts, or it is no
difference that this explains. Source: LD-02, AR-12; books.md Conventions 6 and 14.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from attrs import frozen

from salessupport.domain.receivables.ledger import Credit, Item, Ledger, Posting
from salessupport.domain.receivables.settlement import standing
from salessupport.domain.values.money import Money
from salessupport.spi.documents import Settlement

UntoldKind = Literal[
    "written_off", "tolerance", "credited", "charge", "interest", "costs", "refunded", "not_good", "nobody", "placed"
]
Placed = Mapping[tuple[str, str], int]
"""What the other system has placed: receipt and invoice → minor units."""


@frozen
class Untold:
    """A part of ours − theirs: of which document, of what kind, and the document of ours that did it.

    `tolerance` is a small rest that a receipt left, `credited` a credit note that was placed by hand, `not_good` money
    of a bill that was not paid, `nobody` money whose payer is not known, which is not sent, `placed`
    money that is placed otherwise there, or nowhere.
    """

    id: str
    kind: UntoldKind
    by: str
    amount: Money


def placed_there(receipts: Iterable[Settlement], as_of: date) -> Placed:
    """Where the other system has placed money by a day."""
    sums = Counter[tuple[str, str]]()
    for one in receipts:
        for row in one.allocations:
            if row.amount is not None and row.effective_on <= as_of:
                sums[one.receipt.id, row.target] += row.amount.minor
    return sums


@frozen(eq=False, slots=False)
class Untelling:
    """Explains documents of a ledger beside what the other system has placed.

    `known` are the receipts that it has; money that it lacks altogether is explained by nothing.
    """

    ledger: Ledger
    placed: Placed
    known: frozenset[str]

    @cached_property
    def _by_receipt(self) -> Mapping[str, Mapping[str, int]]:
        return _grouped((receipt, invoice, amount) for (receipt, invoice), amount in self.placed.items())

    @cached_property
    def _by_invoice(self) -> Mapping[str, Mapping[str, int]]:
        return _grouped((invoice, receipt, amount) for (receipt, invoice), amount in self.placed.items())

    def of(self, document: Item | Credit) -> Iterator[Untold]:
        """The parts of a document that the other system was not told."""
        parts = self._of_item(document) if isinstance(document, Item) else self._of_credit(document)
        for kind, by, amount in parts:
            if amount:
                yield Untold(document.id, kind, by, Money(amount, document.currency))

    def _of_item(self, item: Item) -> Iterator[_Part]:
        """A charge stands here alone; an invoice is open less or more by what was settled here alone."""
        if item.kind == "charge":
            yield "charge", item.id, item.open
            return
        ours: defaultdict[str, list[Posting]] = defaultdict(list)
        for posting in standing(self.ledger.postings_by_target.get(item.id, ())):
            if posting.kind == "principal":
                ours[posting.source].append(posting)
        there = self._by_invoice.get(item.id, {})
        for source in dict.fromkeys((*ours, *there)):
            yield from self._settled_here(source, ours.get(source, []), there.get(source, 0))

    def _settled_here(self, source: str, postings: list[Posting], there: int) -> Iterator[_Part]:
        credit, ours = self.ledger.credits.get(source), 0
        for posting in postings:
            if (kind := _here_alone(posting, credit)) is not None:
                yield kind, source, -posting.amount
            else:
                ours += posting.amount if credit is None or credit.kind == "receipt" else 0
        if source in self.known:
            yield "placed" if credit is None or credit.good else "not_good", source, there - ours

    def _of_credit(self, credit: Credit) -> Iterator[_Part]:
        """Money is left less by what it was taken for besides invoices, by refunds, and by all if its bill is bad."""
        if credit.kind == "receipt" and credit.id not in self.known:
            return
        there = dict(self._by_receipt.get(credit.id, {}))
        if not credit.good:
            yield "not_good", credit.id, credit.amount - sum(there.values())
            return
        for posting in standing(self.ledger.postings_by_source.get(credit.id, ())):
            if posting.kind != "principal":
                yield "interest" if posting.kind == "interest" else "costs", posting.target, posting.amount
            elif credit.kind == "credit_note" and posting.rule != "original":
                yield "credited", posting.target, posting.amount
            elif credit.kind == "receipt" and posting.rule != "tolerance":
                there[posting.target] = there.get(posting.target, 0) - posting.amount
        for target, amount in there.items():
            yield "placed", target, -amount
        yield "refunded", credit.id, credit.refunded


def _grouped(rows: Iterable[tuple[str, str, int]]) -> Mapping[str, Mapping[str, int]]:
    groups: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for one, other, amount in rows:
        groups[one][other] = amount
    return groups


def _here_alone(posting: Posting, credit: Credit | None) -> UntoldKind | None:
    """What a posting is that no port carries; None for money on an invoice, and a credit note on its original."""
    if posting.rule in ("tolerance", "write_off"):
        return "tolerance" if posting.rule == "tolerance" else "written_off"
    if credit is not None and credit.kind == "credit_note":
        return None if posting.rule == "original" else "credited"
    return "nobody" if credit is not None and credit.customer is None else None


_Part = tuple[UntoldKind, str, int]
