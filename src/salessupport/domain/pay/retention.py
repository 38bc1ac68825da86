"""Whether the tail of a contract is in: its retention instalments, paid with money that counts for commission (PY-02).

Good money here is what commission counts as collected: money of a bill only from the day on which it is honoured. What
a tolerance wrote off is not waited for; a tail that was written off by a decision is not in. Law: the answer rests on
what was known on the day alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from salessupport.domain.pay.credited import Snapshot, good_on
from salessupport.domain.receivables.contract_money import ContractMoney
from salessupport.domain.receivables.instalments import account_of
from salessupport.domain.schedule import fill


def is_retained(snapshot: Snapshot, contract_id: str) -> bool:
    """Whether a contract has retention instalments and they were not all in by the day."""
    history = snapshot.history
    contract = history.contracts.get(contract_id)
    rows = history.instalments_of_contract.get(contract_id, ())
    if contract is None or not any(row.is_retention for row in rows):
        return False
    account = account_of(history, snapshot.closed, contract)
    good: Counter[int | None] = Counter()
    for no, amount in _good_money(snapshot, account):
        good[no if no in account.due else None] += amount
    received, _ = fill(account.due, {no: good[no] for no in account.due}, good[None])
    return any(received[part.no] < account.due[part.no] for part in account.plan if part.is_retention)


def _good_money(snapshot: Snapshot, account: ContractMoney) -> Iterator[tuple[int | None, int]]:
    """Good money on a contract's invoices, and what waits for them, by the instalment that it names."""
    history, ledger = snapshot.history, snapshot.closed
    for invoice in history.invoices_of_contract.get(account.contract, ()):
        for one in ledger.postings_by_target.get(invoice.id, ()):
            if one.kind == "principal" and (one.rule == "tolerance" or good_on(snapshot, one.source, one.on)):
                named = account.number(one.named)
                yield (invoice.instalment if named is None else named), one.amount
    for advance in ledger.advances.get(account.contract, ()):
        if good_on(snapshot, advance.credit.id, advance.credit.on):
            yield account.number(advance.named), advance.left
