"""A statement of account beside the customer's reply to it, line by line (DN-01, DN-02; sheet S20).

The lines are the balance brought forward (line 0) and every movement, numbered as on the statement; they add up to its
closing balance. A reply that agrees everywhere leaves nothing to explain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from attrs import frozen

from salessupport.domain.receivables.statement import Statement
from salessupport.domain.reconciliation.lines import Family, Line, TheirLine, their_lines
from salessupport.domain.reconciliation.pairing import Pair, pair
from salessupport.domain.reconciliation.views import Doubt, Explained, ExplainedKind, Reconciliation, drawn_up
from salessupport.domain.values.money import Money

OPENING = "opening_balance"
"""Kind and id of the balance brought forward."""
_CREDITS: Mapping[str, Family] = {"credit_note": "note", "write_off": "note"}
_THEY_LACK: Mapping[Family, ExplainedKind] = {
    "debt": "invoice_they_lack",
    "note": "credit_note_they_lack",
    "money": "receipt_they_lack",
}


def reconcile_statement(
    statement: Statement, *, theirs: Iterable[TheirLine], disputed: Collection[str] = ()
) -> Reconciliation:
    """Compare a statement with the lines of its reply; `disputed` are ids of documents to be marked.

    Raises `CurrencyMismatch` where a line is of another currency than the statement.
    """
    lines = their_lines(theirs, currency=statement.currency)
    return drawn_up(
        pair(statement_lines(statement, disputed), lines),
        _StatementReasons(statement.currency),
        customer=statement.customer,
        as_of=statement.last,
        currency=statement.currency,
    )


def statement_lines(statement: Statement, disputed: Collection[str] = ()) -> Iterator[Line]:
    """The numbered lines of a statement; the balance brought forward is one even if it is nothing."""
    opening = statement.opening.minor
    yield Line(OPENING, (OPENING,), OPENING, "debt" if opening >= 0 else "money", statement.first, opening, 0)
    for number, line in enumerate(statement.lines, 1):
        debit, credit = line.debit, line.credit
        amount = (debit.minor if debit is not None else 0) - (credit.minor if credit is not None else 0)
        family: Family = "debt" if credit is None else _CREDITS.get(line.kind, "money")
        yield Line(line.id, (line.id,), line.kind, family, line.date, amount, number, line.id in disputed)


@frozen
class _StatementReasons:
    """Reasons as far as a statement by itself gives them: no line of it is made of others."""

    currency: str

    def differing(self, pair: Pair) -> Explained:
        """A dispute about the amount."""
        ours = pair.ours
        return Explained("amount_differs", ours.id, Money(pair.difference, self.currency), disputed=ours.disputed)

    def ours_only(self, line: Line) -> Explained:
        """They lack it."""
        amount = Money(line.amount, self.currency)
        return Explained(_THEY_LACK[line.family], line.id, amount, disputed=line.disputed)

    def theirs_only(self, line: Line) -> Explained | Doubt:
        """An invoice that we lack, or a payment on its way; another credit is a question."""
        amount = Money(-line.amount, self.currency)
        if line.family == "debt":
            return Explained("invoice_we_lack", line.id, amount)
        if line.family == "transit":
            return Explained("payment_in_transit", line.id, amount)
        return "credit_note_we_lack" if line.family == "note" else "advance_we_lack"
