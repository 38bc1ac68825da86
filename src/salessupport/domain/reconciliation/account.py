"""Our side of a customer's account as of a date: its open items, the money it has left, and what was applied to them.

Law: the lines add up to the balance of the account. What their list names keeps a line though nothing is open on it.
Where their list keeps an invoice whole and has the credit beside it, our line does the same, if more of the lines agree
so: money applied is only shown apart, never moved. Source: books.md Conventions 6, 14 and 15.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    targets = _targets(applied, credits_)
    candidates = (named & targets.keys()) | _meant(theirs, amounts, targets, credits_, named)
    apart = frozenset(
        one for one in sorted(candidates) if _show_apart(amounts, targets[one], credits_[one], items, spoken)
    )
    documents: Iterable[Item | Credit] = (*items.values(), *credits_.values())
    shown = (one for one in documents if amounts[one.id] or spoken.names(one.id, one.number))
    return Account(tuple(_line(history, one, amounts[one.id]) for one in shown), applied, last, named | apart)


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


def _targets(applied: Applied, credits_: Mapping[str, Credit]) -> Mapping[str, Mapping[str, int]]:
    """The same the other way round: credit → item → minor units."""
    targets: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for target, sources in applied.items():
        for source in sources.keys() & credits_.keys():
            targets[source][target] = sources[source]
    return targets


def _meant(
    theirs: Iterable[Line],
    amounts: Mapping[str, int],
    targets: Mapping[str, Mapping[str, int]],
    credits_: Mapping[str, Credit],
    named: frozenset[str],
) -> frozenset[str]:
    """Credits that a line under a number of theirs, or none, can only mean: by kind and amount alone on both sides."""
    known = {name for credit in credits_.values() for name in known_as(credit.id, credit.number)}
    unknown = Counter(
        (line.family, line.amount) for line in theirs if not line.is_debt and known.isdisjoint(known_as(*line.names))
    )
    whole: defaultdict[tuple[Family, int], list[str]] = defaultdict(list)
    for credit in credits_.values():
        if amounts[credit.id]:
            whole[_family(credit), amounts[credit.id]].append("")  # what is open is meant before what is applied
        if credit.id in targets and credit.id not in named:
            whole[_family(credit), amounts[credit.id] - sum(targets[credit.id].values())].append(credit.id)
    found = (ids[0] for key, ids in whole.items() if len(ids) == 1 and unknown[key] == 1)
    return frozenset(one for one in found if one)


def _show_apart(
    amounts: dict[str, int],
    targets: Mapping[str, int],
    credit: Credit,
    items: Mapping[str, Item],
    spoken: _Spoken,
) -> bool:
    """Give a credit its own line, and its items what it settled, if so more of their lines agree; tell whether."""
    apart = {credit.id: amounts[credit.id] - sum(targets.values())}
    apart.update((target, amounts[target] + amount) for target, amount in targets.items())
    documents: dict[str, Item | Credit] = {credit.id: credit, **{target: items[target] for target in targets}}
    agree_apart = sum(spoken.says(documents[one], amount) for one, amount in apart.items())
    agree_now = sum(spoken.says(documents[one], amounts[one]) for one in apart)
    if agree_apart > agree_now:
        amounts.update(apart)
    return agree_apart > agree_now


def _family(credit: Credit) -> Family:
    return "note" if credit.kind == "credit_note" else "money"


def _line(history: History, document: Item | Credit, amount: int) -> Line:
    names = tuple(name for name in (document.id, document.number) if name)
    if isinstance(document, Credit):
        return Line(document.id, names, document.kind, _family(document), document.on, amount)
    invoice = history.invoices.get(document.id)
    disputed = invoice is not None and bool(invoice.disputed)
    return Line(document.id, names, document.kind, "debt", document.issued_on, amount, disputed=disputed)
