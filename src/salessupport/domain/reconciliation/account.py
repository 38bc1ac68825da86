"""Our side of a customer's account as of a date: its open items, the money it has left, and what was applied to them.

Law: the lines add up to the balance of the account. What their list names keeps a line though nothing is open on it.
Where their list keeps an invoice whole and names the credit beside it, our line does the same, if more of the lines
agree so: money applied is only shown apart, never moved. Source: books.md Conventions 6, 14 and 15.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Credit, Item, Ledger
from salessupport.domain.reconciliation.lines import Family, Line, known_as

Applied = Mapping[str, Mapping[str, int]]
"""What of each credit is applied to an item: item → credit → minor units above zero."""


@frozen
class Account:
    """Our lines, and for each item the credits applied to it that their list doesn't name, with the last day."""

    lines: tuple[Line, ...]
    applied: Applied
    last_applied: Mapping[tuple[str, str], date]
    named: frozenset[str]


def account(history: History, ledger: Ledger, customer: str, theirs: Sequence[Line]) -> Account:
    """Draw up our lines beside their list."""
    items = {item.id: item for item in ledger.items.values() if item.customer == customer}
    applied, last = _applied(ledger, items)
    used = {source for sources in applied.values() for source in sources}
    credits_ = {
        credit.id: credit for credit in ledger.credits.values() if credit.customer == customer or credit.id in used
    }
    spoken = _Spoken.of(theirs)
    named = frozenset(one.id for one in credits_.values() if spoken.names(one.id, one.number))
    amounts = {
        **{item.id: item.open for item in items.values()},
        **{credit.id: _left(credit, customer) for credit in credits_.values()},
    }
    _show_apart(amounts, applied, items, {name: credits_[name] for name in sorted(named & used)}, spoken)
    documents: Iterable[Item | Credit] = (*items.values(), *credits_.values())
    shown = (one for one in documents if amounts[one.id] or spoken.names(one.id, one.number))
    return Account(tuple(_line(history, one, amounts[one.id]) for one in shown), applied, last, named)


@frozen
class _Spoken:
    """What their list says by name."""

    amounts: Mapping[tuple[bool, str], set[int]]

    @classmethod
    def of(cls, theirs: Iterable[Line]) -> _Spoken:
        """Index a list by what it names, debts and credits apart."""
        amounts: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
        for line in theirs:
            for name in known_as(*line.names):
                amounts[line.is_debt, name].add(line.amount)
        return cls(dict(amounts))

    def names(self, *numbers: str | None) -> bool:
        """Whether it names a document of these numbers."""
        return any((is_debt, name) in self.amounts for name in known_as(*numbers) for is_debt in (True, False))

    def says(self, document: Item | Credit, amount: int) -> bool:
        """Whether it gives a document this amount."""
        is_debt = isinstance(document, Item)
        return any(amount in self.amounts.get((is_debt, name), ()) for name in known_as(document.id, document.number))


def _left(credit: Credit, customer: str) -> int:
    return -credit.left if credit.good and credit.customer == customer else 0


def _applied(ledger: Ledger, items: Mapping[str, Item]) -> tuple[Applied, Mapping[tuple[str, str], date]]:
    """What settled each item's principal or charge with money or a note, write-offs left out."""
    sums: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    last: dict[tuple[str, str], date] = {}
    for target in items:
        for posting in ledger.postings_by_target.get(target, ()):
            if posting.kind != "interest" and posting.rule not in WRITTEN_OFF:
                sums[target][posting.source] += posting.amount
                last[target, posting.source] = posting.on
    applied = {
        target: {source: amount for source, amount in sources.items() if amount} for target, sources in sums.items()
    }
    return applied, last


def _show_apart(
    amounts: dict[str, int], applied: Applied, items: Mapping[str, Item], named: Mapping[str, Credit], spoken: _Spoken
) -> None:
    """Give a named credit its own line, and its items what it settled, where so more of their lines agree."""
    targets: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for target, sources in applied.items():
        for source in sources.keys() & named.keys():
            targets[source][target] = sources[source]
    for source, credit in named.items():
        apart = {source: amounts[source] - sum(targets[source].values())}
        apart.update((target, amounts[target] + amount) for target, amount in targets[source].items())
        documents: dict[str, Item | Credit] = {source: credit, **{target: items[target] for target in targets[source]}}
        agree_apart = sum(spoken.says(documents[one], amount) for one, amount in apart.items())
        agree_now = sum(spoken.says(documents[one], amounts[one]) for one in apart)
        if agree_apart > agree_now:
            amounts.update(apart)


def _line(history: History, document: Item | Credit, amount: int) -> Line:
    names = tuple(name for name in (document.id, document.number) if name)
    if isinstance(document, Credit):
        family: Family = "note" if document.kind == "credit_note" else "money"
        return Line(document.id, names, document.kind, family, document.on, amount)
    invoice = history.invoices.get(document.id)
    disputed = invoice is not None and bool(invoice.disputed)
    return Line(document.id, names, document.kind, "debt", document.issued_on, amount, disputed=disputed)
