"""Money on one contract: what the instalments are as changed, and what good money is on them (CO-03, CO-08, AR-05).

Part of the fold: postings on the contract's invoices and money that waits on `contract:no` come in as they happen, so
that a change of the amount meets the money received before its day (Conventions 5). Minor units of the contract's
currency. Law: the instalments sum to the amount as changed; money = received on instalments + excess.
"""

from __future__ import annotations

from collections import defaultdict

from attrs import define, field

from salessupport.domain.facts import Contract
from salessupport.domain.history import History
from salessupport.domain.schedule import Part, amounts, fill, parts, spread
from salessupport.domain.values.split import SplitPolicy


@define(eq=False)
class ContractMoney:
    """`due` are the instalments by number, `named` good money by the instalment that it names, `unnamed` the rest."""

    contract: str
    plan: tuple[Part, ...]
    due: dict[int, int]
    policy: SplitPolicy
    named: defaultdict[int, int] = field(factory=lambda: defaultdict(int))
    unnamed: int = 0
    written_off: int = 0

    @classmethod
    def of(cls, history: History, contract: Contract) -> ContractMoney:
        """A contract as signed, before any money and any change."""
        policies = history.company.policies
        rows = history.instalments_of_contract.get(contract.id, ())
        plan = parts(rows, contract.terms or policies.terms)
        due = amounts(contract.amount.minor, plan, policies.instalment_split)
        return cls(contract.id, plan, due, policies.instalment_split)

    @property
    def amount(self) -> int:
        """The contract's amount as changed."""
        return sum(self.due.values())

    @property
    def money(self) -> int:
        """Good money on the contract."""
        return self.unnamed + sum(self.named.values())

    @property
    def excess(self) -> int:
        """Money that no instalment takes: unapplied credit of the customer."""
        return max(0, self.money - self.amount)

    def received(self) -> dict[int, int]:
        """Good money by instalment."""
        return fill(self.due, self.named, self.unnamed)[0]

    def settled(self) -> dict[int, int]:
        """Good money and what was written off, by instalment."""
        return fill(self.due, self.named, self.unnamed + self.written_off)[0]

    def room(self, no: int) -> int:
        """What an instalment still takes; nothing if the contract has no such instalment."""
        return self.due[no] - self.settled()[no] if no in self.due else 0

    def number(self, named: str) -> int | None:
        """The instalment that a target `contract:no` names; None for another target."""
        contract, _, no = named.rpartition(":")
        return int(no) if contract == self.contract and no.isdecimal() else None

    def take(self, no: int | None, amount: int) -> None:
        """Money comes in (negative: is taken back), for an instalment or for none in particular."""
        if no is not None and no in self.due:
            self.named[no] += amount
        else:
            self.unnamed += amount

    def change(self, by: int) -> None:
        """The contract's amount changes."""
        self.due = spread(self.due, self.settled(), by, self.policy)
