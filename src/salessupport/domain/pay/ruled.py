"""A period that a rule of a package answers instead of the plan's tiers: what it is asked, and its answer as pieces.

Law: the pieces' bases are the credits', entry by entry, and their amounts the awards', as `rules` has verified them; a
rule is asked of periods in which something counts, and the same question once.
Source: Conventions 11; domain.md I12; architecture decision 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import define, field

from salessupport.domain.history import History
from salessupport.domain.pay.credited import Entry
from salessupport.domain.pay.earning import Earning, Piece, own_rate, rated
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.rules import Award, ChosenRule, Credit, CreditedPeriod, RuleResult
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money

_NOTHING = RuleResult(())


@define(eq=False)
class Ruled:
    """A chosen rule with the last question and answer of each person's period."""

    rule: ChosenRule
    _answers: dict[tuple[str, Period], tuple[CreditedPeriod, RuleResult]] = field(factory=dict, init=False)

    def earning(self, history: History, terms: Terms, person: str, period: Period, entries: Sequence[Entry]) -> Earning:
        """What entries earn, lines at rates of their own beside the rule; `history` is what was known then."""
        own = [(entry, own_rate(terms, entry)) for entry in entries]
        asked = [entry for entry, rate in own if rate is None and entry.base]
        result = self._answer(_question(history, terms, person, period, asked)) if asked else _NOTHING
        pieces = (*(rated(entry, rate) for entry, rate in own if rate is not None), *_pieces(asked, result))
        whole = sum(piece.amount for piece in pieces)
        earned = terms.capped(whole)
        unknown = tuple(entry for entry in entries if entry.part.unknown)
        return Earning(pieces, earned, whole - earned, unknown, self.rule.label, result.because)

    def _answer(self, question: CreditedPeriod) -> RuleResult:
        key = question.salesperson, question.period
        known = self._answers.get(key)
        if known is None or known[0] != question:
            known = self._answers[key] = question, self.rule(question)
        return known[1]


def _question(history: History, terms: Terms, person: str, period: Period, entries: Sequence[Entry]) -> CreditedPeriod:
    made = tuple(_credit(history, number, entry) for number, entry in enumerate(entries, 1))
    return CreditedPeriod(person, period, history.currency, terms.plan, terms.tiers, made)


def _credit(history: History, number: int, entry: Entry) -> Credit:
    part = entry.part
    document = history.orders[part.order] if part.order is not None else history.invoices[part.invoice or ""]
    return Credit(
        no=number,
        on=entry.on,
        base=Money(entry.base, history.currency),
        share=part.share,
        customer=document.customer,
        customer_since=history.customers_since[document.customer],
        receipt=entry.receipt,
        invoice=part.invoice,
        order=part.order,
        line=part.line,
        product=part.product,
        class_=part.class_,
    )


def _pieces(entries: Sequence[Entry], result: RuleResult) -> Iterator[Piece]:
    """Awards by credit; where tiers are rounded as a whole, with what a tier had come to before and after each."""
    reached: defaultdict[tuple[int | None, Decimal], int] = defaultdict(int)
    for award in sorted(result.awards, key=_order):
        before = reached[award.tier, award.rate] if result.rounding == "per_rate" else 0
        after = before + award.amount.minor
        reached[award.tier, award.rate] = after
        yield Piece(entries[award.credit - 1], award.tier, award.rate, award.base.minor, before, after)


def _order(award: Award) -> int:
    return award.credit
