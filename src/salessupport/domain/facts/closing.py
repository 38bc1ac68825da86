"""Closings: months that were closed, and reopened (LD-02, decision 3)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.fact import Fact


@frozen(kw_only=True)
class Closing(Fact):
    """A month closed (LD-02) with what was known by `known_at`.

    `month` is written `2026-10`; `digest` is that of the facts; `reopened_on` is the day the closing was undone.
    """

    month: str
    closed_on: date
    known_at: date
    digest: str | None = None
    reopened_on: date | None = None

    @property
    def effective(self) -> date:
        """The day of the closing."""
        return self.closed_on
