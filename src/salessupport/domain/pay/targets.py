"""Targets and what is attained of them (PL-02, PL-03, PY-07).

A target's `measure` says what counts in one or two words: `ordered`, `invoiced` (left out, this) or `collected`, and
`net` (left out, this), `gross` or `margin`. A person attains what its shares come to, not the whole document; the
office attains everything, what is nobody's included. Laws: what people attain and what is nobody's sums to the
office's; a target that is green is reached at the pace of the days gone by, but for a cent of rounding.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain.facts import Target
from salessupport.domain.facts.commission import CommissionBasis, CommissionMeasure
from salessupport.domain.history import History
from salessupport.domain.pay.credited import Basis, Snapshot
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.split import rounded

Light = Literal["green", "amber", "red"]
"""`green`: at or above the pro-rata target, `amber`: at least four fifths of it, `red`: below."""
_BASES: dict[str, CommissionBasis] = {"ordered": "ordered", "invoiced": "invoiced", "collected": "collected"}
_MEASURES: dict[str, CommissionMeasure] = {"net": "net", "gross": "gross", "margin": "margin"}
_PARTS = 10_000


@frozen
class Attainment:
    """A target as of a day: `due` is its part for the days gone by, `value` actual / target to four digits.

    `value` and `light` are null where the target is 0 or its measure is unknown; of an unknown one `actual` as well.
    `projected` is what the period comes to at the pace of the days gone by; null before its first day.
    """

    salesperson: str | None
    measure: str | None
    target: Money
    actual: Money | None
    value: Decimal | None
    due: Money
    light: Light | None
    projected: Money | None = None


@frozen
class Attained:
    """Targets of a period as of a day."""

    period: str
    as_of: date
    targets: tuple[Attainment, ...]


def attainment(history: History, period: Period, *, as_of: date | None = None) -> Attained:
    """Compare every target of the period with what was attained by `as_of` (left out: the period's last day)."""
    on = min(as_of or period.last, period.last)
    snapshot = Snapshot.of(history, on)
    rows = (target for target in snapshot.history.facts.targets if target.period == period.name)
    ordered = sorted(rows, key=lambda target: (target.salesperson or "", target.measure or ""))
    return Attained(period.name, on, tuple(_attained(snapshot, period, target) for target in ordered))


def measure_of(target: Target) -> Basis | None:
    """What a target measures; None where its words are not known."""
    words = (target.measure or "").split()
    bases: list[CommissionBasis] = [_BASES[word] for word in words if word in _BASES]
    measures: list[CommissionMeasure] = [_MEASURES[word] for word in words if word in _MEASURES]
    if len(bases) + len(measures) != len(words) or len(bases) > 1 or len(measures) > 1:
        return None
    return (bases or ["invoiced"])[0], (measures or ["net"])[0]


def target_of(history: History, person: str, period: Period, basis: Basis) -> int | None:
    """A person's target of what a plan counts, in the company's currency; of two alike the higher, None without any."""
    return max(
        (
            one.amount.minor
            for one in history.facts.targets
            if (one.salesperson, one.period, one.amount.currency) == (person, period.name, history.currency)
            and measure_of(one) == basis
        ),
        default=None,
    )


def _attained(snapshot: Snapshot, period: Period, target: Target) -> Attainment:
    days, gone = (period.last - period.first).days + 1, max(0, (snapshot.as_of - period.first).days + 1)
    wanted = target.amount.minor
    due = rounded(wanted * gone, days)
    actual = _actual(snapshot, period, target)
    return Attainment(
        salesperson=target.salesperson,
        measure=target.measure,
        target=target.amount,
        actual=None if actual is None else Money(actual, snapshot.history.currency),
        value=None if actual is None or not wanted else Decimal(rounded(actual * _PARTS, wanted)).scaleb(-4),
        due=Money(due, target.amount.currency),
        light=None if actual is None or not wanted else _light(actual, due),
        projected=None if actual is None or not gone else Money(rounded(actual * days, gone), target.amount.currency),
    )


def _actual(snapshot: Snapshot, period: Period, target: Target) -> int | None:
    basis = measure_of(target)
    if basis is None or target.amount.currency != snapshot.history.currency:
        return None
    entries = snapshot.entries(basis)
    people = entries if target.salesperson is None else [target.salesperson]
    return sum(entry.base for person in people for entry in entries.get(person, ()) if entry.on in period)


def _light(actual: int, due: int) -> Light:
    if actual >= due:
        return "green"
    return "amber" if 5 * actual >= 4 * due else "red"
