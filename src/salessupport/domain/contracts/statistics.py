"""Statistics of contract performance for a month, quarter or year: in total, by region and by salesperson (S13).

Source: CO-09, KPI-14. Laws: what flows (contracts signed, agreed days of delivery kept) is summed by day, so that of a
quarter it is the sum of its months; the parts by region and by salesperson each sum to the total; performed + open =
amount of the contracts active. Amounts of several currencies are never added: each has statistics of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from attrs import frozen

from salessupport.domain.amendments import deliver_on
from salessupport.domain.contracts.progress import finished, goods_recorded, performed
from salessupport.domain.contracts.receipts import salesperson_of
from salessupport.domain.facts import Contract
from salessupport.domain.fulfilment import completed_on
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import account_of
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class Figures:
    """Figures of some contracts of one currency; amounts include tax and are as changed by the ledger's date.

    `signed` and `signed_amount` are of the contracts signed in the period. `active` and `amount` are of those signed by
    its end and not performed and settled before its start; `done` is what of the amount is performed by the ledger's
    date. `due` counts the agreed days of delivery that lay in the period and have come, `on_time` those kept; it leaves
    out what is invoiced in full without any order or delivery, since nobody knows when that was delivered.
    """

    signed: int
    signed_amount: Money
    active: int
    amount: Money
    done: Money
    due: int
    on_time: int

    @property
    def open(self) -> Money:
        """What of the amount is not performed."""
        return self.amount - self.done

    @property
    def rate(self) -> Fraction | None:
        """Deliveries on time of those that were due, exactly; None where none was."""
        return Fraction(self.on_time, self.due) if self.due else None

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            signed=self.signed + other.signed,
            signed_amount=self.signed_amount + other.signed_amount,
            active=self.active + other.active,
            amount=self.amount + other.amount,
            done=self.done + other.done,
            due=self.due + other.due,
            on_time=self.on_time + other.on_time,
        )

    @classmethod
    def none(cls, currency: str) -> Figures:
        """The figures of no contract."""
        zero = Money.zero(currency)
        return cls(signed=0, signed_amount=zero, active=0, amount=zero, done=zero, due=0, on_time=0)


@frozen
class GroupFigures:
    """The figures of a salesperson's contracts, or (`salesperson` None in `by_region`) of all in a region."""

    region: str | None
    salesperson: str | None
    figures: Figures


@frozen
class ContractStatistics:
    """The contracts of one currency in a period; groups in order of region and salesperson, nobody's first."""

    period: Period
    as_of: date
    currency: str
    total: Figures
    by_region: tuple[GroupFigures, ...]
    by_salesperson: tuple[GroupFigures, ...]


Key = tuple[str | None, str | None]


def contract_statistics(history: History, ledger: Ledger, period: Period) -> tuple[ContractStatistics, ...]:
    """Statistics of a period as of the ledger's date, one for each currency with anything to say, by its code."""
    found: defaultdict[str, list[tuple[Key, Figures]]] = defaultdict(list)
    for contract in history.facts.contracts:
        figures = _figures(history, ledger, contract, period)
        if figures is not None:
            salesperson = salesperson_of(history, contract.customer, contract)
            region = _region(history, contract, salesperson)
            found[contract.amount.currency].append(((region, salesperson), figures))
    return tuple(
        ContractStatistics(
            period=period,
            as_of=ledger.as_of,
            currency=currency,
            total=sum((figures for _, figures in rows), Figures.none(currency)),
            by_region=_grouped(((region, None), figures) for (region, _), figures in rows),
            by_salesperson=_grouped(rows),
        )
        for currency, rows in sorted(found.items())
    )


def _figures(history: History, ledger: Ledger, contract: Contract, period: Period) -> Figures | None:
    """What one contract adds; None if it has no part in the period."""
    if contract.signed_on > min(period.last, ledger.as_of):
        return None
    is_active = not finished(history, ledger, contract.id, by=period.day_before)
    agreed = deliver_on(history, contract, ledger.as_of)
    is_due = agreed is not None and agreed in period and agreed <= ledger.as_of
    amount = Money(account_of(history, ledger, contract).amount, contract.amount.currency)
    zero = Money.zero(amount.currency)
    done = performed(history, contract.id, amount.minor, as_of=ledger.as_of)
    if done >= amount.minor and not goods_recorded(history, contract.id):
        is_due = False  # it was delivered, and nobody knows when
    if not (is_active or is_due):
        return None
    is_signed = contract.signed_on in period
    return Figures(
        signed=int(is_signed),
        signed_amount=amount if is_signed else zero,
        active=int(is_active),
        amount=amount if is_active else zero,
        done=Money(done, amount.currency) if is_active else zero,
        due=int(is_due),
        on_time=int(is_due and agreed is not None and completed_on(history, contract.id, agreed) is not None),
    )


def _region(history: History, contract: Contract, salesperson: str | None) -> str | None:
    """The salesperson's region, else the customer's."""
    seller, customer = history.salespeople.get(salesperson or ""), history.customers.get(contract.customer)
    return (seller.region if seller is not None else None) or (customer.region if customer is not None else None)


def _grouped(rows: Iterable[tuple[Key, Figures]]) -> tuple[GroupFigures, ...]:
    groups: dict[Key, Figures] = {}
    for key, figures in rows:
        groups[key] = groups.get(key, Figures.none(figures.amount.currency)) + figures
    ordered = sorted(groups, key=lambda key: (key[0] or "", key[1] or ""))
    return tuple(GroupFigures(region, salesperson, groups[region, salesperson]) for region, salesperson in ordered)
