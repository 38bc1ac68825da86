"""The settlement: a period's statements as they are paid and signed for, every cent of them in one list (PY-01, PY-02).

Laws: the amounts of a settlement's lines, what is held and released among them, sum to payout + carried_out, their
bases to the statement's; nothing in it rests on what was recorded after the period's last day, so that a settlement
drawn again is the same.
Source: requirements S10 (its commission part), Conventions 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionLine, CommissionStatement, commission
from salessupport.domain.pay.targets import Attainment, attainment, measure_of
from salessupport.domain.receivables.control import Control
from salessupport.domain.values.dates import Period
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.money import Money, total

SettledKind = Literal["earned", "cap", "clawback", "held", "released", "carried_in"]
"""What a line is: a receipt or document, what the cap took, an earlier period drawn anew, what is held back of a
contract or released, the period before."""


@frozen
class SettledLine:
    """A line of a settlement; `on` is the receipt's day, else the document's, `period` that which was drawn anew.

    Only lines that were earned have a share, a base and a rate, and of these only those in a tier a tier. `document` of
    what is held or released is the contract.
    """

    kind: SettledKind
    amount: Money
    on: date | None = None
    receipt: str | None = None
    customer: str | None = None
    document: str | None = None
    line: int | None = None
    share: Decimal | None = None
    base: Money | None = None
    tier: int | None = None
    rate: Decimal | None = None
    period: str | None = None
    accelerated: bool = False


@frozen
class Settlement:
    """A person's statement with its lines, and the target of what the plan pays for where there is one."""

    statement: CommissionStatement
    lines: tuple[SettledLine, ...]
    target: Attainment | None


@frozen
class Settled:
    """The settlements of a period, by salesperson, and what a person has to look at."""

    period: Period
    currency: str
    settlements: tuple[Settlement, ...]
    findings: tuple[Finding, ...]

    @property
    def payout(self) -> Money:
        """All that is paid."""
        return total((one.statement.payout for one in self.settlements), self.currency)


def settled(history: History, period: Period) -> Settled:
    """Draw the settlements of everybody with a plan of that kind of period."""
    drawn = commission(history, period)
    goals: Sequence[Attainment] = attainment(history, period).targets if drawn.statements else ()
    made = (
        Settlement(one, tuple(_lines(history, one)), _target(history, period, one, goals)) for one in drawn.statements
    )
    return Settled(period, history.currency, tuple(made), drawn.findings)


def settlements_ending(history: History, month: Period) -> tuple[Settled, ...]:
    """The settlements of the month, quarter and year that end with a month, as far as plans have such periods."""
    if not history.facts.commission_plans:
        return ()
    kinds = {plan.period for plan in history.facts.commission_plans}
    periods = [Period.of(kind, month.last) for kind in ("month", "quarter", "year") if kind in kinds]
    found = (settled(history, period) for period in periods if period.last == month.last)
    return tuple(one for one in found if one.settlements or one.findings)


def settlement_controls(found: Sequence[Settled]) -> Iterator[Control]:
    """What is paid and carried out, beside the sum of all lines of the trace."""
    for one in found:
        left = total((each.statement.payout + each.statement.carried_out for each in one.settlements), one.currency)
        traced = total((line.amount for each in one.settlements for line in each.lines), one.currency)
        yield Control(f"commission.{one.period.name}", str(left), str(traced))


def _lines(history: History, statement: CommissionStatement) -> Iterator[SettledLine]:
    yield from (_earned(history, line) for line in statement.lines)
    if statement.lost:
        yield SettledLine("cap", -statement.lost)
    for change in statement.restated:
        yield SettledLine("clawback", change.difference, period=change.period)
    for hold in statement.holds:
        if hold.difference:
            kind: SettledKind = "held" if hold.difference.minor > 0 else "released"
            contract = history.contracts.get(hold.contract)
            customer = contract.customer if contract is not None else None
            yield SettledLine(kind, -hold.difference, customer=customer, document=hold.contract)
    if statement.carried_in:
        yield SettledLine("carried_in", statement.carried_in)


def _earned(history: History, line: CommissionLine) -> SettledLine:
    document = history.invoices.get(line.invoice or "")
    order = history.orders.get(line.order or "")
    receipt = history.receipts.get(line.receipt or "")
    days = (
        receipt.received_on if receipt is not None else None,
        document.issued_on if document is not None else None,
        order.confirmed_on or order.ordered_on if order is not None else None,
    )
    source = document or order
    return SettledLine(
        kind="earned",
        amount=line.amount,
        on=next((day for day in days if day is not None), None),
        receipt=line.receipt,
        customer=source.customer if source is not None else None,
        document=line.invoice or line.order,
        line=line.line,
        share=line.share,
        base=line.base,
        tier=line.tier,
        rate=line.rate,
        accelerated=line.accelerated,
    )


def _target(
    history: History, period: Period, statement: CommissionStatement, goals: Sequence[Attainment]
) -> Attainment | None:
    """The person's target of what the plan pays for, else the first; of two alike the first as well."""
    own = [one for one in goals if one.salesperson == statement.salesperson and one.actual is not None]
    plans = history.plan_versions.get(statement.plan, ())
    paid_for = {(plan.basis, plan.measure) for plan in plans if plan.version == statement.version}
    words = {target.measure: measure_of(target) for target in history.facts.targets if target.period == period.name}
    return next((one for one in own if words.get(one.measure) in paid_for), own[0] if own else None)
