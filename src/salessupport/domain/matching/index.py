"""Open items by what they are looked up by: references, customers and amounts; each made when it is first needed.

A run in which every payment is plain needs none of them. Source: performance P2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from salessupport.domain.matching.records import OpenItem
from salessupport.domain.matching.references import Keys, reference_key


class Index:
    """Positions of items; those of zero are nobody's and in no group."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self._items = items

    @cached_property
    def owners(self) -> dict[str, list[int]]:
        """The items of every reference, by its key."""
        owners: dict[str, list[int]] = {}
        for index, item in enumerate(self._items):
            for key in dict.fromkeys(map(reference_key, item.references)) if item.amount else ():
                if key:
                    owners.setdefault(key, []).append(index)
        return owners

    @cached_property
    def keys(self) -> Keys:
        """All keys of references."""
        return Keys.of(self.owners)

    @cached_property
    def groups(self) -> dict[tuple[str, str], list[int]]:
        """The items by customer and currency."""
        groups: dict[tuple[str, str], list[int]] = {}
        for index, item in enumerate(self._items):
            if item.amount:
                groups.setdefault((item.customer, item.currency), []).append(index)
        return groups

    @cached_property
    def amounts(self) -> Counter[tuple[str, int]]:
        """How many items of a currency have each amount."""
        return Counter((item.currency, item.amount) for item in self._items)
