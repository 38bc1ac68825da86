"""The clerk's commands as pure functions: from a history to the rows to append, or the error that forbids it.

A new row is tried out before it is written: the same rules that check books check it (all faults at once), and the fold
must be able to place it in full without taking anything from a row that stands (I2, B48, B49).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from salessupport.desk.answers import Change
from salessupport.domain.consistency import faults
from salessupport.domain.facts import Allocation, Closing
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import (
    IllegalTransition,
    InvalidMoney,
    NotFound,
    OverApplied,
    PeriodClosed,
    ValidationReport,
)
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.money import Money

_END = date.max


def allocate(
    history: History, source: str, target: str, *, amount: Money | str | None, on: date, today: date
) -> Change:
    """Place money of `source` on `target`; see `Desk.allocate`."""
    refuse_closed(history, on)
    currency = _currency_of(history, source)
    money = Money.parse_positive(amount, currency) if isinstance(amount, str) else amount
    if money is not None and not money:
        raise InvalidMoney("allocation.nothing", path=target, source=source)
    row = Allocation(
        id=_free_id(history),
        source=source,
        target=target,
        amount=money,
        effective_on=on,
        recorded_on=_recorded(on, today),
    )
    after = _with_row(history, row)
    refuse_faults(history, after)
    effects = _tried_out(history, after, row)
    return Change("allocate", appended={"allocations": (row,)}, effects=effects)


def undo(history: History, row_id: str, *, on: date, today: date) -> Change:
    """Take back one row, or all rows of a source that still stand."""
    refuse_closed(history, on)
    rows = _standing_rows(history, row_id)
    appended: list[Allocation] = []
    after = history
    for row in rows:
        back = evolve(
            row, id=_free_id(after), reverses=row.id, effective_on=on, closing=None, recorded_on=_recorded(on, today)
        )
        after = _with_row(after, back)
        appended.append(back)
    refuse_faults(history, after)
    effects = tuple(f"{row.id}: {row.source} on {row.target} taken back from {on}" for row in rows)
    return Change("undo", appended={"allocations": tuple(appended)}, effects=effects)


def reopen(history: History, month: Period, *, today: date) -> Change:
    """Undo a closing; later months have to be opened first, since they rest on it."""
    standing = {one.closing.month: one.closing for one in history.closings}
    if month.name not in standing:
        raise IllegalTransition("period.not_closed", path=month.name, month=month.name)
    later = [name for name in standing if name > month.name]
    if later:
        raise IllegalTransition("period.later_closed", path=month.name, month=month.name, later=max(later))
    row: Closing = evolve(standing[month.name], reopened_on=today, recorded_on=today)
    return Change("reopen", appended={"closings": (row,)}, effects=(f"{month.name} is open again",))


def refuse_closed(history: History, on: date) -> None:
    """Facts of a closed month are not recorded any more (B45, LD-02)."""
    closing = history.closed_on(on)
    if closing is not None:
        raise PeriodClosed("period.closed", path=str(on), month=Period.month_of(on).name)


def _recorded(on: date, today: date) -> date | None:
    return today if today != on else None


def _free_id(history: History) -> str:
    number = len(history.allocations) + 1
    while (free := f"HX-{number:05d}") in history.allocations:
        number += 1
    return free


def _currency_of(history: History, source: str) -> str:
    receipts = history.receipts_of_bill.get(source)
    if receipts:
        return receipts[0].amount.currency
    if source in history.receipts:
        return history.receipts[source].amount.currency
    return history.find("receipts", history.invoices, source).gross.currency


def _with_row(history: History, row: Allocation) -> History:
    return evolve(history, facts=history.facts.appended({"allocations": (row,)}))


def refuse_faults(before: History, after: History) -> None:
    """Raise what the new rows do wrong; a target that does not exist is `NotFound`."""
    for row in after.facts.allocations[len(before.facts.allocations) :]:
        known = row.target in after.invoices or row.target in after.charges
        if not known and after.instalment_of(row.target) is None:
            raise NotFound("id.not_found", path=row.target, id=row.target, table="invoices, charges, contracts")
    known_faults = set(faults(before))
    wrong = [fault for fault in faults(after) if fault not in known_faults and fault.level == "error"]
    if not wrong:
        return
    first = wrong[0]
    if first.code.startswith("allocation.beyond"):
        raise OverApplied(first.code, path=f"{first.table}.{first.column}", **first.context)
    if first.code in ("allocation.foreign", "allocation.not_issued", "reversal.twice", "reversal.target"):
        raise IllegalTransition(first.code, path=f"{first.table}.{first.column}", **first.context)
    raise ValidationReport(
        tuple(Finding(one.code, Place(one.table, column=one.column), context=one.context) for one in wrong)
    )


def _tried_out(before: History, after: History, row: Allocation) -> tuple[str, ...]:
    """Fold with and without the row: it must be placed in full, and no other row may get less."""
    old, new = place(before, _END), place(after, _END)
    placed = new.placed_by_row()
    got = placed.get(row.id, 0)
    asked = row.amount.minor if row.amount is not None else max(got, 1)
    currency = _currency_of(after, row.source)
    credit = new.credits.get(after.source_of(row))
    if got < asked and credit is not None and not credit.good:
        raise IllegalTransition("allocation.bad_money", path=row.source, source=row.source)
    if got < asked:
        remaining = Money(got, currency)
        source = new.credits[after.source_of(row)]
        side = "source" if source.left < asked - got else "target"
        raise OverApplied(
            f"allocation.beyond_{side}",
            path=row.target,
            remaining=remaining,
            amount=Money(asked, currency),
            **_sides(row),
        )
    for other, amount in old.placed_by_row().items():
        if placed.get(other, 0) < amount:
            raise OverApplied("allocation.displaces", path=other, id=other, **_sides(row))
    for name, credit_before in old.credits.items():
        if new.credits[name].refunded < credit_before.refunded:
            raise OverApplied("allocation.refunded", path=name, receipt=name, **_sides(row))
    return _effects(before, old, new, row, Money(got, currency))


def _sides(row: Allocation) -> dict[str, str]:
    return {"source": row.source, "target": row.target}


def _effects(before: History, old: Ledger, new: Ledger, row: Allocation, got: Money) -> tuple[str, ...]:
    waiting = sum(one.left for advances in new.advances.values() for one in advances if one.row == row.id)
    waits = Money(waiting, got.currency)
    effects = [f"{got - waits} of {row.source} placed on {row.target}"] if got != waits else []
    if waiting:
        effects.append(f"{waits} of {row.source} waits on {row.target} for the contract's invoices")
    source = before.source_of(row)
    if source not in before.rows_of and any(posting.row is None for posting in old.postings_by_source.get(source, ())):
        effects.append(f"{source} follows its rows from now on; what the policy had placed by itself is gone")
    credit = new.credits[source]
    effects.append(f"{source} has {Money(credit.left - waiting, credit.currency)} unapplied")
    return tuple(effects)


def _standing_rows(history: History, row_id: str) -> Sequence[Allocation]:
    """The row, or the rows of a source, that were not taken back."""
    if row_id in history.allocations:
        row = history.allocations[row_id]
        taken = history.reversed_by.get(row_id)
        if taken is not None:
            raise IllegalTransition("reversal.twice", path=row_id, reverses=row_id, other=taken.id)
        if row.reverses is not None:
            reason = "a row that takes back is not taken back itself / 冲销行不能再被冲销"
            raise IllegalTransition("reversal.target", path=row_id, id="undo", reverses=row_id, reason=reason)
        return (row,)
    rows = [row for row in history.rows_of.get(row_id, ()) if row.id not in history.reversed_by]
    if not rows:
        raise NotFound("id.not_found", path=row_id, id=row_id, table="allocations")
    return rows
