"""What an issued shipping notice stood on, worked out anew: the books as they were before it (LG-01)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from salessupport.domain.contracts.gates import may_ship
from salessupport.domain.contracts.shipping import Release, ReleaseLine, open_goods
from salessupport.domain.facts import RegisterPaper, RegisterPaperLine
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger


def without(history: History, paper: RegisterPaper) -> History:
    """The history as if a paper, and those of its kind after it, had not been issued."""
    rows = tuple(
        row
        for row in history.facts.register_papers
        if row.kind != paper.kind or (row.issued_on, row.id) < (paper.issued_on, paper.id)
    )
    return evolve(history, facts=evolve(history.facts, register_papers=rows))


def release_of(history: History, ledger: Ledger, paper: RegisterPaper, lines: Sequence[RegisterPaperLine]) -> Release:
    """The release that a notice was issued on; `history` and `ledger` are those before it, on its day."""
    order = history.orders.get(paper.subject)
    contract = paper.subject if order is None else order.contract
    gate = may_ship(history, ledger, contract_standing(history, ledger, contract)) if contract else None
    goods = open_goods(history, paper.subject, ledger.as_of)
    shown = (
        ReleaseLine(row.line, goods[row.line][0], row.qty, goods[row.line][1]) for row in lines if row.line in goods
    )
    return Release(allowed=True, reasons=(), gate=gate, waivers=paper.approvals, lines=tuple(shown))
