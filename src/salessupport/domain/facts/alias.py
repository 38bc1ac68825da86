"""One customer id that stands for another: a merge of two customers, which can be taken back (CU-02)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact


@frozen(kw_only=True)
class RegisterAlias(Fact):
    """A merge (CU-02): `alias` stands for `customer`, which is kept, from `valid_from` to `valid_to`, both included.

    Both customers stay, and documents keep the customer they were issued to. An empty `valid_to` is for ever; taking
    the merge back is filling it. `by` is who decided it, `reason` why.
    """

    id: str
    customer: str
    alias: str
    valid_from: date
    valid_to: date | None = None
    by: str
    reason: str

    @property
    def effective(self) -> date:
        """The day from which it holds."""
        return self.valid_from
