"""Money on contracts while a ledger is folded: what an instalment still takes, and what waits for later invoices.

A row on `contract:no` settles invoices within what the instalment has open; what no invoice could take waits as an
advance. A change of the amount that leaves money without an instalment gives it back to the customer's unapplied
credit, the latest first (Conventions 5 and 6). Law: no more of a receipt waits than it has left, so that money which is
spent otherwise or paid back opens no gate.
"""

from __future__ import annotations

from collections import defaultdict

from attrs import field, frozen

from salessupport.domain.facts import Allocation, ContractChange
from salessupport.domain.history import History
from salessupport.domain.receivables.bookkeeping import Bookkeeper
from salessupport.domain.receivables.contract_money import ContractMoney
from salessupport.domain.receivables.ledger import Advance, Credit
from salessupport.domain.values.money import BOUND


@frozen(eq=False)
class Waiting:
    """The contracts' side of a fold; everything it changes is in the ledger."""

    history: History
    books: Bookkeeper
    of_credit: defaultdict[str, list[tuple[str, Advance]]] = field(factory=lambda: defaultdict(list))

    def account(self, contract_id: str) -> ContractMoney | None:
        """The money on a contract, from the moment something happens on it; None for a contract nobody recorded."""
        accounts = self.books.ledger.contracts
        if contract_id not in accounts and contract_id in self.history.contracts:
            contract = self.history.contracts[contract_id]
            accounts[contract_id] = ContractMoney.of(self.history, contract)
        return accounts.get(contract_id)

    def takes(self, credit: Credit, target: str) -> int:
        """How much principal a target still takes; a credit note and what is no instalment have no bound here."""
        instalment = self.history.instalment_of(target)
        account = self.account(instalment[0]) if instalment is not None and credit.kind == "receipt" else None
        return BOUND if account is None else account.room(account.number(target) or 0)

    def keep(self, credit: Credit, row: Allocation, contract: str) -> None:
        """What no invoice of the contract could take waits: of the row's amount, and of what the instalment takes."""
        self.account(contract)
        placed = sum(posting.amount for posting in self.books.live.get(credit.id, {}).get(row.id, ()))
        room = BOUND if row.amount is None else row.amount.minor
        rest = min(room - placed, self.takes(credit, row.target), credit.left - self._kept(credit))
        if rest > 0:
            advance = Advance(credit, row.id, row.target, 0)
            self.books.ledger.advances[contract].append(advance)
            self.of_credit[credit.id].append((contract, advance))
            self.books.wait(contract, advance, rest)

    def trim(self, credit: Credit) -> None:
        """What was spent otherwise, or paid back, waits no longer; the latest first."""
        for contract, advance in reversed(self.of_credit.get(credit.id, ())):
            gone = min(advance.left, self._kept(credit) - credit.left)
            if gone > 0:
                self.books.wait(contract, advance, -gone)

    def _kept(self, credit: Credit) -> int:
        return sum(advance.left for _, advance in self.of_credit.get(credit.id, ()))

    def drop(self, gone: str) -> None:
        """Forget what waits by a row, or of a receipt, whose id this is."""
        for contract, waiting in self.books.ledger.advances.items():
            for advance in waiting:
                if gone in (advance.row, advance.credit.id):
                    self.books.wait(contract, advance, -advance.left)

    def change(self, change: ContractChange) -> None:
        """The contract's amount changes."""
        account = self.account(change.contract)
        if account is None or change.amount_change is None:
            return
        account.change(change.amount_change.minor)
        advances = self.books.ledger.advances.get(change.contract, ())
        for advance in reversed([one for one in advances if one.credit.kind == "receipt"]):
            self.books.wait(change.contract, advance, -min(advance.left, account.excess))
