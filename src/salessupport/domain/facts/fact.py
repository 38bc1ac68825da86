"""What every recorded fact has: two dates. `effective` is when it holds, `known` when the office knew (decision 2)."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen


@frozen(kw_only=True)
class Fact:
    """A row of the books: frozen, without arithmetic. `recorded_on` is the day it was entered, if that was another."""

    recorded_on: date | None = field(default=None)

    @property
    def effective(self) -> date | None:
        """The day from which the fact holds; None for master data and for lines, which hold with their document."""
        return None

    @property
    def known(self) -> date | None:
        """The day from which the office knew the fact: when recorded, else when effective, else always (None)."""
        return self.recorded_on or self.effective
