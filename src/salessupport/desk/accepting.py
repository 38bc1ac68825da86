"""Accepting a proposal of `match`: one explanation becomes allocation rows, with the name of who accepted (AR-02)."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from salessupport.desk.answers import Change
from salessupport.desk.commands import refuse_closed, refuse_faults
from salessupport.domain.facts import Allocation, Approval
from salessupport.domain.history import History
from salessupport.domain.matching.receipts import MatchedSet, matches
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import IllegalTransition
from salessupport.domain.values.money import Money


def accept(history: History, receipt_id: str, choice: int, *, by: str, at: Moment) -> Change:
    """Place a receipt as its explanation or proposal number `choice` (from 1) says, from the day of the receipt on."""
    receipt = history.find("receipts", history.receipts, receipt_id)
    refuse_closed(history, at.day)
    refuse_closed(history, receipt.received_on)
    found = {one.receipt: one for one in matches(history, at.day, known_at=None).receipts}.get(receipt_id)
    explanations = (*found.explanations, *found.proposals) if found is not None else ()
    if not 1 <= choice <= len(explanations):
        raise IllegalTransition("match.no_choice", path=receipt_id, receipt=receipt_id, count=len(explanations))
    rows = _rows(history, receipt_id, explanations[choice - 1], receipt.received_on, at.day)
    consent = Approval(
        id=_free(history.approvals, "PZ"),
        act="match_accepted",
        subject=receipt_id,
        approver=by,
        decided_on=at,
        decision="granted",
        amount=receipt.amount,
    )
    after = evolve(history, facts=history.facts.appended({"allocations": rows}))
    refuse_faults(history, after)
    effects = tuple(f"{row.id}: {row.amount} of {row.source} on {row.target}" for row in rows)
    return Change("match --accept", appended={"allocations": rows, "approvals": (consent,)}, effects=effects)


def _rows(history: History, receipt: str, chosen: MatchedSet, on: date, today: date) -> tuple[Allocation, ...]:
    """Credit notes first, to the oldest items; then the receipt on what is left of each (Conventions 6)."""
    left = {one.id: one.amount for one in chosen.targets if one.amount.minor > 0}
    notes = [(one.id, -one.amount) for one in chosen.targets if one.amount.minor < 0]
    placed: list[tuple[str, str, Money]] = []
    for note, amount in notes:
        for item, opened in left.items():
            part = min(amount, opened)
            if part:
                placed.append((note, item, part))
                left[item], amount = opened - part, amount - part  # noqa: PLW2901
    placed += [(receipt, item, amount) for item, amount in left.items() if amount]
    taken = dict(history.allocations)
    rows = []
    for source, item, amount in placed:
        name = _free(taken, "HX")
        recorded = today if today != on else None
        row = Allocation(id=name, source=source, target=item, amount=amount, effective_on=on, recorded_on=recorded)
        taken[name] = row
        rows.append(row)
    return tuple(rows)


def _free(taken: object, prefix: str) -> str:
    number = len(taken) + 1  # type: ignore[arg-type]
    while (free := f"{prefix}-{number:05d}") in taken:  # type: ignore[operator]
        number += 1
    return free
