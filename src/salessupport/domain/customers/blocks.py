"""Which customers are worth comparing: those that share a value, or a name but for one character. Never all pairs.

Law: which pairs are compared depends on the cards alone, not on their order, nor on ids but among too many equals.
A value that more than `MANY` customers share (the phone of an agency, the name `个体户`) pairs each of them only with
the next ones in the order of their contents, so that the work stays in proportion to the customers and equal cards
still meet. Source: CU-02; performance P7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from salessupport.domain.customers.card import Card
from salessupport.domain.indexes import group

MANY = 30
NEXT = 3
"""How many of the next ones each of too many is compared with."""
LONG = 5
"""Characters of a name's core from which one other character still tells something by itself."""
_LONGEST = 20
_TAIL = 7

Pair = tuple[int, int]
Keys = Callable[[Card], Iterable[str]]


def pairs(cards: Sequence[Card]) -> Iterator[Pair]:
    """Give positions of cards that may be one customer's, the smaller first, each pair once."""
    seen: set[int] = set()
    size = len(cards)
    for shared in _groups(cards):
        for one, other in _within(shared, cards):
            code = one * size + other
            if code not in seen:
                seen.add(code)
                yield one, other


def _groups(cards: Sequence[Card]) -> Iterator[list[int]]:
    """Give the positions of those that share something, in groups of two or more; one index at a time is kept."""
    everyone = range(len(cards))
    for keys in _KEYS:
        yield from _sharing(everyone, cards, keys)
    long = (at for at in everyone if LONG <= len(cards[at].name.core) <= _LONGEST)
    for together in group((cards[at].places[:1], at) for at in long).values():
        yield from _sharing(together, cards, _forms)


def _sharing(members: Iterable[int], cards: Sequence[Card], keys: Keys) -> Iterable[list[int]]:
    """Collect the positions under each key that two or more have."""
    first: dict[str, int] = {}
    shared: dict[str, list[int]] = {}
    for at in members:
        for key in keys(cards[at]):
            if (before := first.setdefault(key, at)) != at:
                shared.setdefault(key, [before]).append(at)
    return shared.values()


def _forms(card: Card) -> set[str]:
    """The core with each one character left out, and whole (SymSpell, W. Garbe 2012)."""
    core = card.name.core
    return {core, *[core[:cut] + core[cut + 1 :] for cut in range(len(core))]}


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


_KEYS: tuple[Keys, ...] = (
    lambda card: _one(card.tax_id),
    lambda card: _one(card.organisation),
    lambda card: {phone[-_TAIL:] for phone in card.phones},
    lambda card: _one(card.account),
    lambda card: _one(card.road),
    lambda card: (card.name.core,),
)


def _within(shared: list[int], cards: Sequence[Card]) -> Iterator[Pair]:
    if len(shared) <= MANY:
        yield from combinations(shared, 2)
        return
    ordered = sorted(shared, key=lambda at: (cards[at].content, cards[at].id))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + NEXT]:
            yield min(one, other), max(one, other)
