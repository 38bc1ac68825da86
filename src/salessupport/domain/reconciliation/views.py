"""The answer of `reconcile`: the two lists put together, the difference, and what explains it.

Laws: `difference` = ours - theirs = the pairs' differences + what only we have - what only they have; `explained` +
`unexplained` = `difference`; what no reason explains is named in `questions`, which add up to `unexplained`. Lines
without a unique partner are questions too: nothing is proven by a guess. Source: books.md "Questions and answers",
Conventions 14 and 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, Protocol

from attrs import frozen

from salessupport.domain.reconciliation.lines import Line
from salessupport.domain.reconciliation.pairing import Alone, By, Pair, Pairing
from salessupport.domain.values.money import Money

ExplainedKind = Literal[
    "payment_in_transit",
    "credit_note_they_lack",
    "receipt_they_lack",
    "advance_they_lack",
    "invoice_they_lack",
    "invoice_we_lack",
    "amount_differs",
]
"""What explains a difference (Conventions 15)."""
Reason = Literal["together", "one_of", "recorded_later", "arrived_later", "issued_later", "void", "draft"]
"""More about a reason, with the documents that it names: credits that make the difference `together`, or of which it is
`one_of`; a row that was `recorded_later` than the date; money that arrived, or an invoice issued, after it; an invoice
of that number that is `void` or a `draft`."""
Doubt = Literal["ambiguous", "applied_with_us", "advance_we_lack", "credit_note_we_lack"]
"""Why a line is a question: it had several partners, it is a credit of an amount that we have applied, or one that we
don't know."""


@frozen
class ReconciledPair:
    """A document on both sides; `id` is ours, `their_id` as they write it, `by` what put the two together."""

    id: str | None
    their_id: str | None
    kind: str
    date: date | None
    ours: Money
    theirs: Money
    difference: Money
    by: By
    disputed: bool


@frozen
class ReconciledLine:
    """A line that only one side has; `ambiguous` if several lines of the other side fit it equally well."""

    id: str | None
    kind: str
    date: date | None
    amount: Money
    disputed: bool
    ambiguous: bool


@frozen
class Explained:
    """A part of the difference with its reason; `documents` are what the reason names."""

    kind: ExplainedKind
    id: str | None
    amount: Money
    reason: Reason | None = None
    documents: tuple[str, ...] = ()
    disputed: bool = False


@frozen
class Question:
    """A part of the difference that nothing explains: whose line it is, and why it is open."""

    side: Literal["ours", "theirs"]
    id: str | None
    kind: str
    amount: Money
    doubt: Doubt


@frozen
class Reconciliation:
    """The answer of `reconcile`, in the customer's currency; lists in order of date and id."""

    customer: str
    as_of: date
    currency: str
    ours: Money
    theirs: Money
    matched: tuple[ReconciledPair, ...]
    differing: tuple[ReconciledPair, ...]
    ours_only: tuple[ReconciledLine, ...]
    theirs_only: tuple[ReconciledLine, ...]
    difference: Money
    explained: tuple[Explained, ...]
    questions: tuple[Question, ...]
    unexplained: Money


class Reasons(Protocol):
    """Finds what explains a line; each amount that is left over is signed as `difference`."""

    def differing(self, pair: Pair) -> Explained:
        """Why two lines of one document differ."""
        ...

    def ours_only(self, line: Line) -> Explained:
        """Why they lack a line of ours."""
        ...

    def theirs_only(self, line: Line) -> Explained | Doubt:
        """Why we lack a line of theirs, or why that is open."""
        ...


def drawn_up(pairing: Pairing, reasons: Reasons, *, customer: str, as_of: date, currency: str) -> Reconciliation:
    """Draw up the answer from the lists put together; the sums are taken of the lines themselves."""
    found = [one for one in _explanations(pairing, reasons, currency) if one.amount]
    explained = tuple(one for one in found if isinstance(one, Explained))
    paired = [_paired(one, currency) for one in pairing.pairs]
    ours = sum(one.ours.amount for one in pairing.pairs) + sum(one.line.amount for one in pairing.ours_only)
    theirs = sum(one.theirs.amount for one in pairing.pairs) + sum(one.line.amount for one in pairing.theirs_only)
    return Reconciliation(
        customer=customer,
        as_of=as_of,
        currency=currency,
        ours=Money(ours, currency),
        theirs=Money(theirs, currency),
        matched=tuple(one for one in paired if not one.difference),
        differing=tuple(one for one in paired if one.difference),
        ours_only=tuple(_alone(one, currency) for one in pairing.ours_only),
        theirs_only=tuple(_alone(one, currency) for one in pairing.theirs_only),
        difference=Money(ours - theirs, currency),
        explained=explained,
        questions=tuple(one for one in found if isinstance(one, Question)),
        unexplained=Money(ours - theirs - sum(one.amount.minor for one in explained), currency),
    )


def _explanations(pairing: Pairing, reasons: Reasons, currency: str) -> Iterator[Explained | Question]:
    yield from (reasons.differing(one) for one in pairing.pairs if one.difference)
    for alone in pairing.ours_only:
        line = alone.line
        if alone.ambiguous:
            yield Question("ours", line.id, line.kind, Money(line.amount, currency), "ambiguous")
        else:
            yield reasons.ours_only(line)
    for alone in pairing.theirs_only:
        line = alone.line
        found = "ambiguous" if alone.ambiguous else reasons.theirs_only(line)
        if isinstance(found, Explained):
            yield found
        else:
            yield Question("theirs", line.id, line.kind, Money(-line.amount, currency), found)


def _paired(one: Pair, currency: str) -> ReconciledPair:
    ours, theirs = one.ours, one.theirs
    return ReconciledPair(
        id=ours.id,
        their_id=theirs.id,
        kind=ours.kind,
        date=ours.on,
        ours=Money(ours.amount, currency),
        theirs=Money(theirs.amount, currency),
        difference=Money(one.difference, currency),
        by=one.by,
        disputed=ours.disputed,
    )


def _alone(one: Alone, currency: str) -> ReconciledLine:
    line = one.line
    return ReconciledLine(line.id, line.kind, line.on, Money(line.amount, currency), line.disputed, one.ambiguous)
