"""Money on contracts while a ledger is folded: what an instalment still takes, and what waits for later invoices.

A row on `contract:no` settles invoices within what the instalment has open; what no invoice could take waits as an
advance. A change of the amount that leaves money without an instalment gives it back to the customer's unapplied
credit, the latest first (Conventions 5 and 6).
"""

from __future__ import annotations

from attrs import frozen

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

    def keep(self, credit: Credit, row: Allocation, contract: str, principal: int) -> None:
        """What no invoice of the contract could take waits: of the row's amount, and of `principal` at most."""
        self.account(contract)
        postings = self.books.live.get(credit.id, {}).get(row.id, ())
        placed = sum(posting.amount for posting in postings)
        settled = sum(posting.amount for posting in postings if posting.kind == "principal")
        room = BOUND if row.amount is None else row.amount.minor
        rest = min(room - placed, principal - settled, credit.left)
        if rest > 0:
            advance = Advance(credit, row.id, row.target, 0)
            self.books.ledger.advances[contract].append(advance)
            self.books.wait(contract, advance, rest)

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
        for advance in reversed(self.books.ledger.advances.get(change.contract, ())):
            self.books.wait(change.contract, advance, -min(advance.left, account.excess))
