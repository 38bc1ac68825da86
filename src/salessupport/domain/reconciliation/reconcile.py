"""`reconcile`: our account of a customer beside their list of what they owe, the difference proven by its reasons.

    reconcile(history, ledger, customer="CU-7", theirs=lines)

The reasons are those of Conventions 15. A difference that the contract's reasons don't name stays in `unexplained` with
a question of its own. Source: DN-02, AR-12; requirements section 5 rule 8.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from attrs import frozen

from salessupport.domain.facts import Fact, Invoice
from salessupport.domain.history import History
from salessupport.domain.receivables.entries import settles
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.reconciliation.account import Account, account
from salessupport.domain.reconciliation.lines import Line, TheirLine, exact_name, their_lines
from salessupport.domain.reconciliation.pairing import NEAR_DAYS, Pair, pair
from salessupport.domain.reconciliation.views import (
    Doubt,
    Explained,
    ExplainedKind,
    Reason,
    Reconciliation,
    drawn_up,
)
from salessupport.domain.values.money import Money

_THEY_LACK: Mapping[str, ExplainedKind] = {
    "debt": "invoice_they_lack",
    "note": "credit_note_they_lack",
    "money": "advance_they_lack",
}


def reconcile(history: History, ledger: Ledger, *, customer: str, theirs: Iterable[TheirLine]) -> Reconciliation:
    """Compare a customer's account as of the ledger's date with their list, or with another system's open items.

    Raises `NotFound` for an unknown customer, `CurrencyMismatch` where a line is of another currency.
    """
    history.customer(customer)
    currency = history.currency_of(customer)
    lines = their_lines(theirs, currency=currency)
    ours = account(history, ledger, customer, lines)
    reasons = _AccountReasons(history, ledger, customer, currency, ours)
    return drawn_up(pair(ours.lines, lines), reasons, customer=customer, as_of=ledger.as_of, currency=currency)


@frozen(slots=False, eq=False)
class _AccountReasons:
    """The reasons of Conventions 15, looked up in the account and in what was recorded after its date."""

    history: History
    ledger: Ledger
    customer: str
    currency: str
    account: Account

    def differing(self, pair: Pair) -> Explained:
        """One credit applied to the item that their list does not name, else a dispute about the amount."""
        line, difference = pair.ours, pair.difference
        lacking = self._lacking(line)
        fitting = [source for source, amount in lacking if amount == -difference]
        if fitting:
            kind: ExplainedKind = "credit_note_they_lack" if self._is_note(fitting[-1]) else "receipt_they_lack"
            if len(fitting) > 1:
                return self._explained(kind, fitting[-1], difference, "one_of", fitting)
            return self._ours(kind, fitting[0], difference)
        together = _last_ones(lacking, -difference)
        reason: Reason | None = "together" if together else None
        return self._explained("amount_differs", line.id, difference, reason, together, disputed=line.disputed)

    def ours_only(self, line: Line) -> Explained:
        """They lack it."""
        return self._ours(_THEY_LACK[line.family], line.id or "", line.amount, disputed=line.disputed)

    def theirs_only(self, line: Line) -> Explained | Doubt:
        """An invoice that we lack, or a payment on its way; a credit that we don't know is a question."""
        if line.family == "debt":
            invoice = self._documents.get(exact_name(line.id)) if line.id else None
            reason = self._why_not_ours(invoice)
            named = [invoice.id] if invoice is not None and reason else ()
            return self._explained("invoice_we_lack", line.id, -line.amount, reason, named)
        later = self._arrived.get(-line.amount, []) if line.family != "note" else []
        arrived = later if len(later) == 1 else []
        if line.family == "transit" or arrived:
            why: Reason | None = "arrived_later" if arrived else None
            return self._explained("payment_in_transit", line.id, -line.amount, why, arrived)
        if (line.family == "note", -line.amount) in self._applied:
            return "applied_with_us"
        return "credit_note_we_lack" if line.family == "note" else "advance_we_lack"

    def _lacking(self, line: Line) -> list[tuple[str, int]]:
        """Credits applied to an item that their list does not name, in the order in which they were applied."""
        item, account = line.id or "", self.account
        sources = account.applied.get(item, {})
        order = sorted(sources.keys() - account.named, key=lambda source: (account.last_applied[item, source], source))
        return [(source, sources[source]) for source in order]

    def _is_note(self, source: str) -> bool:
        credit = self.ledger.credits.get(source)
        return credit is not None and credit.kind == "credit_note"

    def _ours(self, kind: ExplainedKind, row_id: str, amount: int, *, disputed: bool = False) -> Explained:
        """A document of ours as the reason; one that was recorded after the date says so."""
        late = row_id in self._recorded_later
        return self._explained(
            kind, row_id, amount, "recorded_later" if late else None, [row_id] if late else (), disputed=disputed
        )

    def _explained(
        self,
        kind: ExplainedKind,
        row_id: str | None,
        amount: int,
        reason: Reason | None,
        documents: Sequence[str],
        *,
        disputed: bool = False,
    ) -> Explained:
        return Explained(kind, row_id, Money(amount, self.currency), reason, tuple(documents), disputed)

    def _why_not_ours(self, invoice: Invoice | None) -> Reason | None:
        if invoice is None or invoice.customer != self.customer:
            return None
        if invoice.status != "issued":
            return invoice.status
        return "issued_later" if invoice.issued_on > self.ledger.as_of else None

    @cached_property
    def _applied(self) -> frozenset[tuple[bool, int]]:
        """Of each credit that was applied: whether it is a note, and how much of it was."""
        sums: Counter[str] = Counter()
        for sources in self.account.applied.values():
            sums.update(sources)
        return frozenset((self._is_note(source), amount) for source, amount in sums.items())

    @cached_property
    def _documents(self) -> Mapping[str, Invoice]:
        """Invoices by number and by id."""
        invoices = self.history.facts.invoices
        numbered = {exact_name(one.number): one for one in invoices if one.number}
        return {**numbered, **{exact_name(one.id): one for one in invoices}}

    @cached_property
    def _arrived(self) -> Mapping[int, list[str]]:
        """Receipts of the customer soon after the date, by the minor units that they settle."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        as_of = self.ledger.as_of
        for receipt in self.history.facts.receipts:
            if receipt.customer == self.customer and as_of < receipt.received_on <= as_of + timedelta(NEAR_DAYS):
                found[settles(self.history, receipt).minor].append(receipt.id)
        return found

    @cached_property
    def _recorded_later(self) -> frozenset[str]:
        facts, as_of = self.history.facts, self.ledger.as_of
        return frozenset(
            [
                *(row.id for row in facts.invoices if _after(row, as_of)),
                *(row.id for row in facts.receipts if _after(row, as_of)),
                *(row.id for row in facts.charges if _after(row, as_of)),
            ]
        )


def _after(row: Fact, as_of: date) -> bool:
    return row.recorded_on is not None and row.recorded_on > as_of


def _last_ones(applied: Sequence[tuple[str, int]], amount: int) -> tuple[str, ...]:
    """The last credits that were applied, as many as make up an amount together; none if they don't."""
    total, together = 0, []
    for source, part in reversed(applied):
        total += part
        together.append(source)
        if total == amount:
            return tuple(reversed(together))
    return ()
