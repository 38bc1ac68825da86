"""Licences of a contract's machines: provisional for three months, unlimited once all money is in (LA-01, LA-02).

Law (requirements §5, rule 10): `unlimited` only while the contract is paid in full by good money; money taken back
later puts the licence `at_risk`. The machine itself cannot be called back.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.contracts.gates import Gate
from salessupport.domain.facts import RegisterLicence
from salessupport.domain.history import History
from salessupport.domain.values.dates import add_months

LicenceState = Literal["provisional", "expired", "unlimited", "at_risk"]
PROVISIONAL_MONTHS = 3


@frozen
class LicenceView:
    """A licence as of a day; `until` is the last day of a provisional one."""

    id: str
    machine: str | None
    state: LicenceState
    until: date | None


def licences(history: History, contract_id: str, unlimited: Gate, as_of: date) -> tuple[LicenceView, ...]:
    """The licences granted by `as_of`, oldest first."""
    rows = [row for row in history.licences_of.get(contract_id, ()) if row.effective_on <= as_of]
    ordered = sorted(rows, key=lambda row: (row.effective_on, row.id))
    return tuple(LicenceView(row.id, row.machine, _state(row, unlimited, as_of), until(row)) for row in ordered)


def until(licence: RegisterLicence) -> date | None:
    """The last day of a provisional licence: the same day three calendar months on, clamped to the month's end."""
    return add_months(licence.effective_on, PROVISIONAL_MONTHS) if licence.kind == "provisional" else None


def _state(licence: RegisterLicence, unlimited: Gate, as_of: date) -> LicenceState:
    last = until(licence)
    if last is not None:
        return "provisional" if as_of <= last else "expired"
    return "unlimited" if unlimited.allowed else "at_risk"
