"""What an approver is shown of a subject, as a digest: an approval dies when that changes (TK-01).

Of a contract: parties, amount, lines and instalments as changed. Money received is not part of it, since a part payment
voids no waiver (Conventions 10). Of other subjects: what the act is about.
"""

from __future__ import annotations

from datetime import date

from salessupport.domain.amendments import amount_of, change_digest, supplies
from salessupport.domain.approvals import digest_of
from salessupport.domain.facts import Contract
from salessupport.domain.history import History

__all__ = ["change_digest", "contract_digest"]


def contract_digest(history: History, contract: Contract, as_of: date) -> str:
    """The digest of a contract as changed by `as_of`."""
    rows = history.instalments_of_contract.get(contract.id, ())
    lines = supplies(history, contract.id, as_of)
    return digest_of(
        "contract",
        contract.id,
        contract.customer,
        amount_of(history, contract, as_of),
        contract.terms,
        [(row.no, row.trigger, row.share, row.amount, row.months, row.days, row.due_on) for row in rows],
        [(line.line, line.product, line.qty, line.amount) for _, line in sorted(lines.items())],
    )
