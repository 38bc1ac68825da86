"""Which customers are worth comparing: those that share a value, or a name but for one character. Never all pairs.

Law: which pairs are compared depends on the cards alone, not on their ids and, but for equal cards, not on their order.
A value that more than `MANY` customers share (the phone of an agency, the name `个体户`) pairs each of them only with
the next ones in the order of their contents, so that the work stays in proportion to the customers and equal cards
still meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from salessupport.domain.customers.card import Card

MANY = 30
NEXT = 3
"""How many of the next ones each of too many is compared with."""
LONG = 5
"""Characters of a name's core from which one other character still tells something by itself."""
_TAIL = 7

Pair = tuple[int, int]


def pairs(cards: Sequence[Card]) -> Iterator[Pair]:
    """Give positions of cards that may be one customer's, the smaller first, each pair once."""
    seen: set[int] = set()
    size = len(cards)
    for group in _groups(cards):
        for one, other in _within(group, cards):
            code = one * size + other
            if code not in seen:
                seen.add(code)
                yield one, other


def _groups(cards: Sequence[Card]) -> Iterator[list[int]]:
    """Give the positions of those that share something, in groups of two or more."""
    for index in (_by_codes(cards), _by_names(cards)):
        yield from (group for group in index.values() if len(group) > 1)


def _by_codes(cards: Sequence[Card]) -> defaultdict[str, list[int]]:
    """Tax number, registration, phone, account and address; the mark before each keeps the kinds apart."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, card in enumerate(cards):
        if card.tax_id:
            index["t" + card.tax_id].append(at)
        if card.organisation:
            index["o" + card.organisation].append(at)
        for tail in {phone[-_TAIL:] for phone in card.phones}:
            index["p" + tail].append(at)
        if card.account:
            index["a" + card.account].append(at)
        if card.road:
            index["s" + card.road].append(at)
    return index


def _by_names(cards: Sequence[Card]) -> defaultdict[str, list[int]]:
    """Cores of names; long ones with a place also with each one character left out (SymSpell, W. Garbe 2012)."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for at, card in enumerate(cards):
        core = card.name.core
        index[core].append(at)
        if LONG <= len(core) <= 3 * LONG:
            place = "|" + (card.places[0] if card.places else "")
            for form in {core[:cut] + core[cut + 1 :] + place for cut in range(len(core))} | {core + place}:
                index[form].append(at)
    return index


def _within(group: list[int], cards: Sequence[Card]) -> Iterator[Pair]:
    if len(group) <= MANY:
        yield from combinations(group, 2)
        return
    ordered = sorted(group, key=lambda at: cards[at].content)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + NEXT]:
            yield min(one, other), max(one, other)
