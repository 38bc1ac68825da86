"""Instalments of a contract as of a day: amounts as changed, due dates by trigger, what is received and open (AR-01).

Source: CO-03, CO-08; Conventions 5. Laws: the instalments sum to the contract's amount as changed; received + excess is
the good money on the contract; an instalment whose trigger lies ahead or is unknown is `waiting` and in no ageing.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.amendments import deliver_on
from salessupport.domain.facts import Contract, Trigger
from salessupport.domain.fulfilment import completed_on
from salessupport.domain.history import History
from salessupport.domain.receivables.contract_money import ContractMoney
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.schedule import Part
from salessupport.domain.values.money import Money

InstalmentStatus = Literal["waiting", "not_due", "due", "overdue", "paid"]
_ANNOUNCED = frozenset({"signing", "before_pickup", "date"})
"""Triggers whose date is agreed beforehand: it is shown while the instalment waits."""


@frozen
class InstalmentView:
    """One instalment; amount = received + written_off + open.

    `fallen_due` says that its trigger has come, so that it is a receivable on the instalment basis.
    """

    no: int
    trigger: Trigger
    amount: Money
    due_on: date | None
    received: Money
    written_off: Money
    open: Money
    status: InstalmentStatus
    is_retention: bool
    fallen_due: bool


@frozen
class Standing:
    """A contract's money: `collected` is the good money on it, `excess` what no instalment takes."""

    contract: Contract
    amount: Money
    collected: Money
    excess: Money
    written_off: Money
    instalments: tuple[InstalmentView, ...]

    def triggered_by(self, *triggers: Trigger) -> Money:
        """The sum of the instalments with these triggers."""
        parts = (one.amount for one in self.instalments if one.trigger in triggers)
        return sum(parts, Money.zero(self.amount.currency))


def account_of(history: History, ledger: Ledger, contract: Contract) -> ContractMoney:
    """The money on a contract; of one on which nothing has happened, as it was signed."""
    return ledger.contracts.get(contract.id) or ContractMoney.of(history, contract)


def contract_standing(history: History, ledger: Ledger, contract_id: str) -> Standing:
    """The instalments of a contract as of the ledger's date."""
    contract = history.find("contracts", history.contracts, contract_id)
    account = account_of(history, ledger, contract)
    currency = contract.amount.currency
    received, settled = account.received(), account.settled()
    views = []
    for part in account.plan:
        amount = account.due[part.no]
        due_on, triggered = _due(history, contract, part, ledger.as_of)
        left = amount - settled[part.no]
        views.append(
            InstalmentView(
                no=part.no,
                trigger=part.trigger,
                amount=Money(amount, currency),
                due_on=due_on,
                received=Money(received[part.no], currency),
                written_off=Money(settled[part.no] - received[part.no], currency),
                open=Money(left, currency),
                status=_status(due_on if triggered else None, ledger.as_of, left),
                is_retention=part.is_retention,
                fallen_due=triggered,
            )
        )
    return Standing(
        contract=contract,
        amount=Money(account.amount, currency),
        collected=Money(account.money, currency),
        excess=Money(account.excess, currency),
        written_off=Money(account.written_off, currency),
        instalments=tuple(views),
    )


def _due(history: History, contract: Contract, part: Part, as_of: date) -> tuple[date | None, bool]:
    """When an instalment falls due, as far as it is known, and whether its trigger has come."""
    triggered_on = _triggered_on(history, contract, part, as_of)
    if triggered_on is None:
        return None, False
    come = triggered_on <= as_of
    return part.falls_due(triggered_on) if come or part.trigger in _ANNOUNCED else None, come


def _triggered_on(history: History, contract: Contract, part: Part, as_of: date) -> date | None:
    match part.trigger:
        case "signing":
            return contract.signed_on
        case "before_pickup":
            return deliver_on(history, contract, as_of)
        case "delivery":
            return completed_on(history, contract.id, as_of)
        case "acceptance":
            return contract.accepted_on
    return part.due_on


def _status(due_on: date | None, as_of: date, left: int) -> InstalmentStatus:
    if not left:
        return "paid"
    if due_on is None:
        return "waiting"
    if due_on > as_of:
        return "not_due"
    return "due" if due_on == as_of else "overdue"
