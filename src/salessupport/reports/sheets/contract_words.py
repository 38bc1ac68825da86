"""Words of the contract and receipt sheets: natures of money, stages, waivers and issues; names; blocks by currency.

Amounts of several currencies are never added: each currency has a block and a total of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from salessupport.domain.contracts.progress import Issue, IssueKind
from salessupport.domain.history import History
from salessupport.domain.values.money import Money, total
from salessupport.reports import terms
from salessupport.reports.sheet import Block, Field, Row, Words

NATURES: Mapping[str, Words] = {
    "prepayment": ("预付款", "Prepayment"),
    "pickup": ("提货款", "Pick-up money"),
    "tail": ("尾款", "Tail"),
    "invoice": ("货款（发票）", "Invoice"),
    "costs": ("费用", "Costs"),
    "interest": ("利息", "Interest"),
    "refunded": ("已退款", "Refunded"),
    "unidentified": ("待认领", "Unidentified"),
    "unapplied": ("未分配", "Unapplied"),
}
METHODS: Mapping[str, Words] = {
    "bank": ("电汇", "Bank transfer"),
    "cash": ("现金", "Cash"),
    "bill": ("承兑汇票", "Acceptance bill"),
    "opening": ("期初结转", "Carried over"),
}
STAGES: Mapping[str, Words] = {
    "signed": ("已签订", "Signed"),
    "started": ("执行中", "Started"),
    "delivering": ("发货中", "Delivering"),
    "delivered": ("已交货", "Delivered"),
    "closed": ("已结清", "Closed"),
}
WAIVERS: Mapping[str, Words] = {
    "start_before_prepayment": ("特批先执行", "Start waived"),
    "ship_before_payment": ("特批先提货", "Pick-up waived"),
    "full_invoice_below_threshold": ("特批先开全票", "Full invoice waived"),
}
_ISSUES: Mapping[IssueKind, Words] = {
    "overdue": ("逾期款", "Overdue"),
    "late": ("交货逾期，约定", "Late, agreed for"),
    "licence_at_risk": ("授权有风险", "Licence at risk"),
    "licence_expired": ("临时授权到期", "Licence expired"),
    "matter": ("未决", "Open matter"),
    "excess": ("超收", "Paid in excess"),
    "written_off": ("已核销", "Written off"),
}
EACH_CURRENCY = Field(("单位", "Unit"), ("各币种原币", "each in its own currency"))
Entry = TypeVar("Entry")


@frozen
class Names:
    """Names by id of customers, salespeople and products; `currency` is that of totals of nothing."""

    customers: Mapping[str, str]
    salespeople: Mapping[str, str]
    products: Mapping[str, str]
    currency: str

    @classmethod
    def of(cls, history: History) -> Names:
        """The names that a company's books give."""
        return cls(
            {row.id: row.name for row in history.facts.customers},
            {row.id: row.name for row in history.facts.salespeople},
            {row.id: row.name for row in history.facts.products},
            history.currency,
        )

    def customer(self, customer: str | None) -> str:
        """A customer's name, else the id."""
        return self.customers.get(customer or "") or customer or ""

    def salesperson(self, salesperson: str | None) -> str:
        """A salesperson's name, else the id."""
        return self.salespeople.get(salesperson or "") or salesperson or ""

    def product(self, product: str | None) -> str:
        """A product's name, else the id."""
        return self.products.get(product or "") or product or ""


def blocks(
    entries: Iterable[Entry],
    row: Callable[[Entry], Row],
    figures: Mapping[str, Callable[[Entry], Money | None]],
    *,
    currency_of: Callable[[Entry], str],
    empty: str,
    heading: Words | None = None,
) -> list[Block]:
    """A block for each currency, by its code, with the totals of `figures`; of nothing one of zeros, in `empty`."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[currency_of(entry)].append(entry)
    if not groups:
        groups[empty] = []
    return [
        Block(
            rows=[row(entry) for entry in groups[currency]],
            totals={key: _total(map(figure, groups[currency]), currency) for key, figure in figures.items()},
            currency=currency,
            total_label=(f"合计 {currency}", f"Total {currency}"),
            heading=None if heading is None else (f"{heading[0]} {currency}", f"{heading[1]} {currency}"),
        )
        for currency in sorted(groups)
    ]


def _total(amounts: Iterable[Money | None], currency: str) -> int:
    return total((amount for amount in amounts if amount is not None), currency).minor


def issue_words(issue: Issue) -> Words:
    """Say what is wrong: `逾期款 1,000.00`."""
    detail = terms.grouped(issue.detail) if isinstance(issue.detail, Money) else str(issue.detail)
    return joined([_ISSUES[issue.kind], (detail, detail)], " ", " ")


def waiver_words(waived: Iterable[str]) -> list[Words]:
    """Name the acts that were consented to."""
    return [WAIVERS[act] for act in waived]


def joined(words: Sequence[Words], zh: str = "；", en: str = "; ") -> Words:
    """Join texts in both languages."""
    return zh.join(one[0] for one in words), en.join(one[1] for one in words)
