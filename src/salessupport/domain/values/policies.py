"""Company and policies: the named choices that decide figures where the law leaves a choice (books.md, company.toml).

Each policy has a name, a version and a shipped default; an answer names those it used. Nothing here is read from a
file: `books.company` does that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args

from attrs import Attribute, field, fields_dict, frozen

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.errors import ConfigError
from salessupport.domain.values.quantity import CONTEXT, Ratio
from salessupport.domain.values.split import SplitPolicy

DebtKind = Literal["costs", "interest", "principal"]
"""What a payment can serve."""
DEBT_KINDS: tuple[DebtKind, ...] = get_args(DebtKind)
TERMS_TRIGGERS: tuple[Literal["signing", "before_pickup", "acceptance"], ...] = (
    "signing",
    "before_pickup",
    "acceptance",
)
"""What the parts of terms such as `30/60/10` fall due on (Conventions 5)."""

BUILT_IN_COMMISSION = "tiers@1"
"""The rule of commission that the library has itself: the tiers of the plan (Conventions 11)."""

TaxRounding = Literal["per_row", "per_category"]
AllocationPolicy = Literal["exact-then-oldest", "explicit"]
BankFeePolicy = Literal["ours", "theirs"]
SelfApproval = Literal["refused", "reported"]
Inspection = Literal["required", "off"]
DiscountDays = Literal["calendar", "next_workday"]


def _refuse(name: str, value: object, allowed: str) -> ConfigError:
    return ConfigError("policy.value", path=f"policies.{name}", name=name, value=str(value), allowed=allowed)


def _one_of(*choices: str) -> Any:
    def check(_: object, attribute: Attribute[Any], value: object) -> None:
        if value not in choices:
            raise _refuse(attribute.name, value, " | ".join(choices))

    return check


def _between(low: int, high: int | None = None) -> Any:
    def check(_: object, attribute: Attribute[Any], value: Decimal | int) -> None:
        if value < low or (high is not None and value > high):
            raise _refuse(attribute.name, value, f">= {low}" if high is None else f"{low} .. {high}")

    return check


def _rising(_: object, attribute: Attribute[Any], value: Sequence[int]) -> None:
    if not value or any(day <= before for before, day in zip((0, *value), value, strict=False)):
        raise _refuse(attribute.name, list(value), "rising numbers of days above zero")


def _all_debts(_: object, attribute: Attribute[Any], value: Sequence[str]) -> None:
    if sorted(value) != sorted(DEBT_KINDS):
        raise _refuse(attribute.name, ",".join(value), "costs, interest and principal, each once")


def terms_shares(terms: str) -> tuple[int, ...] | None:
    """Read terms such as `30/60/10`: one to three whole shares that add up to 100, else None."""
    parts = terms.split("/")
    if len(parts) > len(TERMS_TRIGGERS) or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    shares = tuple(map(int, parts))
    return shares if sum(shares) == 100 else None


def _shares(_: object, attribute: Attribute[Any], value: str) -> None:
    if terms_shares(value) is None:
        raise _refuse(attribute.name, value, "at most three whole shares that add up to 100, such as 30/60/10")


def _label(_: object, attribute: Attribute[Any], value: str) -> None:
    name, _at, version = value.partition("@")
    if not (name.isidentifier() and version.isascii() and version.isdigit() and not version.startswith("0")):
        raise _refuse(attribute.name, value, f"name@version, such as {BUILT_IN_COMMISSION}")


@frozen(kw_only=True)
class Policies:
    """All policies with their shipped defaults; amounts are decimal numbers in major units of an item's currency."""

    terms: str = field(default="30/60/10", validator=_shares)
    tax_rounding: TaxRounding = field(default="per_row", validator=_one_of(*get_args(TaxRounding)))
    ageing: tuple[int, ...] = field(default=(30, 60, 90), validator=_rising)
    full_invoice_threshold: Ratio = field(default=Ratio(Decimal("0.90")), validator=_between(0, 1))
    instalment_split: SplitPolicy = field(default="largest_remainder", validator=_one_of(*get_args(SplitPolicy)))
    discount_split: SplitPolicy = field(default="largest_remainder", validator=_one_of(*get_args(SplitPolicy)))
    tolerance: Decimal = field(default=Decimal(0), validator=_between(0))
    appropriation: tuple[DebtKind, ...] = field(default=DEBT_KINDS, validator=_all_debts)
    interest_per_day: Decimal = field(default=Decimal(0), validator=_between(0, 1))
    allocation: AllocationPolicy = field(default="exact-then-oldest", validator=_one_of(*get_args(AllocationPolicy)))
    bank_fee: BankFeePolicy = field(default="ours", validator=_one_of(*get_args(BankFeePolicy)))
    overdue_hold_days: int = field(default=0, validator=_between(0))
    overdue_hold_amount: Decimal = field(default=Decimal(0), validator=_between(0))
    self_approval: SelfApproval = field(default="refused", validator=_one_of(*get_args(SelfApproval)))
    inspection: Inspection = field(default="required", validator=_one_of(*get_args(Inspection)))
    discount_days: DiscountDays = field(default="calendar", validator=_one_of(*get_args(DiscountDays)))
    confirmations: tuple[str, ...] = ("customer",)
    signature_days: int = field(default=3, validator=_between(0))
    driver_data_days: int = field(default=90, validator=_between(0))
    commission: str = field(default=BUILT_IN_COMMISSION, validator=_label)

    def tolerance_minor(self, currency: str) -> int:
        """The tolerance in whole minor units of a currency; what is finer than its unit is cut."""
        return int(self.tolerance.scaleb(digits_of(currency), CONTEXT))


POLICY_VERSIONS: Mapping[str, str] = dict.fromkeys(fields_dict(Policies), "1")
"""The version of each policy's rule; it rises when the same setting comes to give another figure."""


@frozen(kw_only=True)
class Company:
    """Whose books these are; `currency` is the one that documents are carried in."""

    name: str
    tax_id: str = ""
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    policies: Policies = field(factory=Policies)

    def __attrs_post_init__(self) -> None:
        digits_of(self.currency)
