"""Our documents beside another system's open items, by number: which of them differ by nothing but what it never heard.

A credit note on an invoice and the invoice are one: some systems lower the invoice, others keep both. Source: LD-02;
books.md Conventions 6, 14.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from salessupport.desk import Desk
from salessupport.domain.receivables.ledger import Credit, Item, Ledger
from salessupport.domain.reconciliation.lines import TheirLine, exact_name
from salessupport.linking.untold import Untelling, Untold


@frozen
class Named:
    """What has a name: the parts of documents that differ by nothing else; `whole` if no document differs otherwise."""

    parts: tuple[Untold, ...]
    whole: bool


@frozen(eq=False, slots=False)
class Beside:
    """The account of a desk, held against lists of open items."""

    desk: Desk
    untelling: Untelling

    @property
    def ledger(self) -> Ledger:
        """Our account."""
        return self.untelling.ledger

    def named(self, customer: str, lines: Iterable[TheirLine]) -> Named:
        """Explain every document of a customer, and every line of theirs."""
        theirs = Counter[str]()
        for line in lines:
            theirs[exact_name(line.id or "")] += line.amount.minor
        parts, whole = list[Untold](), True
        for group in self._groups.get(customer, {}).values():
            there = sum(theirs.pop(exact_name(number), 0) for one in group for number in _numbers(one))
            untold = [part for one in group for part in self.untelling.of(one)]
            if sum(map(_ours, group)) - sum(part.amount.minor for part in untold) == there:
                parts += untold
            else:
                whole = False
        return Named(tuple(parts), whole and not any(theirs.values()))

    @cached_property
    def _groups(self) -> Mapping[str | None, Mapping[str, list[Item | Credit]]]:
        """The documents of each customer, those together that another system may keep as one."""
        groups: defaultdict[str | None, defaultdict[str, list[Item | Credit]]] = defaultdict(lambda: defaultdict(list))
        documents: Iterable[Item | Credit] = (*self.ledger.items.values(), *self.ledger.credits.values())
        for one in documents:
            note = self.desk.history.invoices.get(one.id)
            groups[one.customer][(note.original if note else None) or one.id].append(one)
        return groups


def _numbers(document: Item | Credit) -> Iterator[str]:
    return iter(dict.fromkeys(number for number in (document.id, document.number) if number))


def _ours(document: Item | Credit) -> int:
    if isinstance(document, Item):
        return document.open
    return -document.left if document.good else 0
