"""The projects of a year (20__项目): the contracts signed in it, and those carried over because they were not finished.

Source: CO-07, AR-15 (S14). Law: a contract is in exactly one of both, or was finished before the year began.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from salessupport.domain.contracts.progress import ContractProgress, finished
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import Period


@frozen
class YearProjects:
    """The contracts of a year: new ones, and open ones of the years before."""

    year: Period
    signed: tuple[ContractProgress, ...]
    carried: tuple[ContractProgress, ...]


def projects_of_year(
    history: History, ledger: Ledger, contracts: Iterable[ContractProgress], year: Period
) -> YearProjects:
    """Choose the contracts of a year, in the order given."""
    signed, carried = [], []
    for one in contracts:
        if one.contract.signed_on in year:
            signed.append(one)
        elif one.contract.signed_on < year.first and not finished(history, ledger, one.contract.id, by=year.day_before):
            carried.append(one)
    return YearProjects(year, tuple(signed), tuple(carried))
