"""Carrying amounts: the company-currency worth of an amount that is used up in slices (Conventions 13).

Slices are cumulative: a slice's worth is rounded(worth x taken so far / whole) less what was taken before, so the last
slice takes exactly what is left, and nothing open in the document's currency means nothing carried (I15).
"""

from __future__ import annotations

from attrs import define

from salessupport.domain.values.split import share


@define
class Slices:
    """`whole` minor units worth `worth` company minor units, of which `taken` (worth `worth_taken`) are used."""

    whole: int
    worth: int
    taken: int = 0
    worth_taken: int = 0

    @property
    def worth_left(self) -> int:
        """What the unused rest is carried at."""
        return self.worth - self.worth_taken

    def take(self, amount: int) -> int:
        """Use up `amount` and give its worth."""
        self.taken += amount
        reached = self.worth if self.taken == self.whole else share(self.worth, self.taken, self.whole)
        slice_worth = reached - self.worth_taken
        self.worth_taken = reached
        return slice_worth

    def give_back(self, amount: int, worth: int) -> None:
        """Undo a slice exactly as it was taken, whatever came after it (I5)."""
        self.taken -= amount
        self.worth_taken -= worth

    def revalue(self, change: int) -> None:
        """Carry the unused rest at `change` more; what was taken before keeps its worth."""
        self.whole, self.worth = self.whole - self.taken, self.worth_left + change
        self.taken = self.worth_taken = 0
