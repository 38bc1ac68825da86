"""Rules of commission chosen by name: what they are asked, what they answer, and the laws that the answer keeps.

A rule is a pure function of one person's period; lines at a rate of their own, the cap, clawback and carrying forward
are not its business. Every answer is verified before it counts, whoever wrote the rule (I12):

    shape         the answer is a `RuleResult` of awards in the company's currency, each for a credit that was asked
    rate          every rate is a decimal number from 0 to 1
    base          the awards of each credit sum to its base: nothing is left out and nothing counts twice
    rounding      amounts are base x rate, rounded once: per award, or per tier and rate, as the answer declares
    determinism   asked again it answers the same
    reversal      an invoice and its full credit note come to nothing

Source: books.md Conventions 11; domain.md I12; architecture decision 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from attrs import evolve, frozen

from salessupport.domain.facts import CommissionPlan, CommissionTier
from salessupport.domain.history import History
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import ConfigError, DomainError
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.policies import BUILT_IN_COMMISSION
from salessupport.domain.values.split import times

Law = Literal["shape", "rate", "base", "rounding", "determinism", "reversal"]
LAWS: tuple[Law, ...] = ("shape", "rate", "base", "rounding", "determinism", "reversal")
"""The laws in the order in which they are verified."""
Rounding = Literal["per_award", "per_rate"]
"""What is rounded once: each award, or all awards of one tier and rate together."""
_REFUSED_SHOWN = 3


@frozen
class Credit:
    """A stretch of a document's line that counts for the person; `no` counts from 1 within the period.

    `base` is what it adds to the plan's measure, negative for what is taken back; `share` the person's of the line;
    `customer_since` the day of the customer's first document as far as it was known.
    """

    no: int
    on: date
    base: Money
    share: Decimal
    customer: str | None = None
    customer_since: date | None = None
    receipt: str | None = None
    invoice: str | None = None
    order: str | None = None
    line: int | None = None
    product: str | None = None
    class_: str | None = None

    @property
    def document(self) -> str:
        """The invoice or order that it is of."""
        return self.invoice or self.order or ""


@frozen
class CreditedPeriod:
    """What a rule is asked: a person's credits of a period in order of day, and the plan in force with its tiers."""

    salesperson: str
    period: Period
    currency: str
    plan: CommissionPlan
    tiers: tuple[CommissionTier, ...]
    credits: tuple[Credit, ...]

    @property
    def base(self) -> Money:
        """All that counts."""
        return total((credit.base for credit in self.credits), self.currency)


@frozen
class Award:
    """What a part of a credit (`credit` is its `no`) earns: `amount` at `rate` on `base`, in tier `tier` if any."""

    credit: int
    tier: int | None
    rate: Decimal
    base: Money
    amount: Money


@frozen
class RuleResult:
    """A rule's answer; `because` says in a sentence what a person should know of it."""

    awards: tuple[Award, ...]
    rounding: Rounding = "per_rate"
    because: str = ""

    def earned(self, currency: str) -> Money:
        """All of it, before the cap."""
        return total((award.amount for award in self.awards), currency)


Rule = Callable[[CreditedPeriod], RuleResult]
"""A rule of commission."""


BUILT_IN: Final = BUILT_IN_COMMISSION
"""The label of the tiers of the plan, which need no rule."""
KIND: Final = "commission"
"""Under which a history carries the chosen rule."""


@frozen(eq=False)
class ChosenRule:
    """The rule that the configuration names, by its label (`ladder@2`); it is what a result records."""

    label: str
    answer: Rule

    def __call__(self, period: CreditedPeriod) -> RuleResult:
        """Ask the rule and verify what it answers; `DomainError` of the code `policy.law` names the law it breaks."""
        result = self.answer(period)
        for law, broken in _verdicts(self.answer, period, result):
            raise DomainError(
                "policy.law",
                path=f"{period.salesperson} {period.period.name}",
                policy=self.label,
                law=law,
                broken=broken,
            )
        return result


def rule_of(history: History) -> ChosenRule | None:
    """The rule that the company chose; None where the tiers of the plan hold.

    `ConfigError` if it is not there: the books were opened without the package that has it, and nothing stands in.
    """
    label = history.company.policies.commission
    if label == BUILT_IN:
        return None
    found = history.chosen.get(KIND)
    if not isinstance(found, ChosenRule) or found.label != label:
        raise ConfigError("policy.unresolved", path="policies.commission", kind=KIND, label=label)
    return found


def _verdicts(rule: Rule, period: CreditedPeriod, result: RuleResult) -> Iterator[tuple[Law, str]]:
    """Each law that is broken, with the first places where; the later ones rest on the earlier ones."""
    laws: tuple[tuple[Law, Callable[[], Iterator[str]]], ...] = (
        ("shape", lambda: _shape(period, result)),
        ("rate", lambda: _rates(result)),
        ("base", lambda: _bases(period, result)),
        ("rounding", lambda: _roundings(period, result)),
        ("determinism", lambda: _again(rule, period, result)),
        ("reversal", lambda: _reversals(rule, period)),
    )
    for law, broken in laws:
        places = [place for place, _ in zip(broken(), range(_REFUSED_SHOWN), strict=False)]
        if places:
            yield law, "; ".join(places)


def _shape(period: CreditedPeriod, result: object) -> Iterator[str]:
    if not isinstance(result, RuleResult) or not isinstance(result.awards, tuple):
        yield type(result).__name__
        return
    if result.rounding not in ("per_award", "per_rate"):
        yield f"rounding {result.rounding}"
    known = {credit.no for credit in period.credits}
    awards: tuple[object, ...] = result.awards
    for number, award in enumerate(awards, 1):
        if not isinstance(award, Award):
            yield f"award {number} is a {type(award).__name__}"
        elif award.credit not in known:
            yield f"award {number} is for no credit"
        elif {award.base.currency, award.amount.currency} != {period.currency}:
            yield f"award {number} is not in {period.currency}"


def _rates(result: RuleResult) -> Iterator[str]:
    for number, award in enumerate(result.awards, 1):
        rate: object = award.rate
        if not (isinstance(rate, Decimal) and rate.is_finite() and 0 <= rate <= 1):
            yield f"award {number} at rate {rate}"


def _bases(period: CreditedPeriod, result: RuleResult) -> Iterator[str]:
    sums: defaultdict[int, int] = defaultdict(int)
    for award in result.awards:
        sums[award.credit] += award.base.minor
    for credit in period.credits:
        if sums[credit.no] != credit.base.minor:
            yield f"credit {credit.no}: {Money(sums[credit.no], period.currency)} of {credit.base}"


def _roundings(period: CreditedPeriod, result: RuleResult) -> Iterator[str]:
    groups: defaultdict[tuple[int, int | None, Decimal], list[Award]] = defaultdict(list)
    for number, award in enumerate(result.awards):
        groups[number if result.rounding == "per_award" else -1, award.tier, award.rate].append(award)
    for (_, tier, rate), awards in groups.items():
        base, amount = (sum(value) for value in zip(*((a.base.minor, a.amount.minor) for a in awards), strict=True))
        if amount != times(base, rate):
            yield f"tier {tier}: {Money(amount, period.currency)} for {Money(base, period.currency)} x {rate}"


def _again(rule: Rule, period: CreditedPeriod, result: RuleResult) -> Iterator[str]:
    if rule(period) != result:
        yield "another answer to the same question"


def _reversals(rule: Rule, period: CreditedPeriod) -> Iterator[str]:
    """Look at everything taken back, and at the largest document taken back against never having been."""
    left = _earned(rule, _and_back(period, period.credits))
    if left:
        yield f"everything taken back leaves {left}"
    largest = max(period.credits, key=lambda credit: abs(credit.base.minor), default=None)
    if largest is not None:
        own = tuple(credit for credit in period.credits if credit.document == largest.document)
        others = _numbered(period, (credit for credit in period.credits if credit.document != largest.document))
        back, never = _earned(rule, _and_back(period, own)), _earned(rule, others)
        if back != never:
            yield f"{largest.document} taken back leaves {back} and not {never}"


def _and_back(period: CreditedPeriod, taken: tuple[Credit, ...]) -> CreditedPeriod:
    back = (evolve(one, base=-one.base) for one in taken)
    return _numbered(period, (*period.credits, *back))


def _numbered(period: CreditedPeriod, credits_: Iterator[Credit] | tuple[Credit, ...]) -> CreditedPeriod:
    ordered = sorted(credits_, key=lambda credit: credit.on)  # what is taken back stands at the end of its day
    return evolve(period, credits=tuple(evolve(credit, no=number) for number, credit in enumerate(ordered, 1)))


def _earned(rule: Rule, period: CreditedPeriod) -> Money:
    return rule(period).earned(period.currency)
