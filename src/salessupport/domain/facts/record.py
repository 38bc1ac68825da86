"""Registers: licences (LA-01) and whatever else an office keeps a list of (decision 10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen

from salessupport.domain.facts.fact import Fact

LicenceKind = Literal["provisional", "unlimited"]
"""A provisional licence runs three calendar months (Conventions 10)."""


@frozen(kw_only=True)
class RegisterLicence(Fact):
    """A licence granted for a machine of a contract (LA-01)."""

    id: str
    contract: str
    kind: LicenceKind
    effective_on: date
    machine: str | None = None

    @property
    def effective(self) -> date:
        """The day from which it runs."""
        return self.effective_on


@frozen(kw_only=True)
class RegisterEntry(Fact):
    """A row of any other `register_*` table (samples, bids, seals …): `values` by the table's own headers, as text."""

    id: str
    values: Mapping[str, str] = field(factory=dict, hash=False)
