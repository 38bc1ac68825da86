"""The answer of `show commission`: a statement of every person whose plan has such a period (PY-02, Conventions 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from attrs import Factory, field, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.earning import Piece, own_rate
from salessupport.domain.pay.plans import in_force, versions
from salessupport.domain.pay.rules import BUILT_IN
from salessupport.domain.pay.statements import Account, Run
from salessupport.domain.values.dates import Period
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.money import Money


@frozen
class CommissionLine:
    """What one receipt (or document) earns on one line in one tier; `tier` is null for a rate of its own.

    `share` is the person's of the line, `base` what counts in this tier, `amount` what it earns at `rate`.
    `accelerated` says that it lies above the target and that the rate has the plan's accelerator in it.
    """

    receipt: str | None
    invoice: str | None
    order: str | None
    line: int | None
    share: Decimal
    base: Money
    tier: int | None
    rate: Decimal
    amount: Money
    accelerated: bool = False


@frozen
class HeldBack:
    """A contract whose retention is not in: what was held of its commission and what is now; 0.00 once it is in."""

    contract: str
    was: Money
    held: Money
    difference: Money


@frozen
class Restatement:
    """An earlier period calculated anew: what it had earned when last drawn, and what it earns now (`anew`)."""

    period: str
    was: Money
    anew: Money
    difference: Money


@frozen
class CommissionStatement:
    """A person's period: payout + carried_out = earned + clawback + carried_in - held + released.

    `lost` is what lies above the cap, `held` what waits until a contract's retention is in, `released` what waits no
    longer. `rule` names what made the awards: the plan's tiers, or a rule of a package (`ladder@2`).
    The lines' bases sum to `base`, their amounts to earned + lost, the differences of `restated` to `clawback`, those
    of `holds` to held - released.
    """

    salesperson: str
    plan: str
    version: int | None
    currency: str
    base: Money
    earned: Money
    lost: Money
    clawback: Money
    carried_in: Money
    payout: Money
    carried_out: Money
    lines: tuple[CommissionLine, ...]
    restated: tuple[Restatement, ...]
    rule: str = BUILT_IN
    held: Money = field(default=Factory(lambda self: Money.zero(self.currency), takes_self=True))
    released: Money = field(default=Factory(lambda self: Money.zero(self.currency), takes_self=True))
    holds: tuple[HeldBack, ...] = ()

    @property
    def holds_back(self) -> bool:
        """Whether something of it is held back or released."""
        return bool(self.held or self.released)


@frozen
class Commission:
    """The answer of `show commission`: statements by salesperson, and what could not be counted or looks wrong."""

    period: str
    first: date
    last: date
    statements: tuple[CommissionStatement, ...]
    findings: tuple[Finding, ...]


def commission(history: History, period: Period) -> Commission:
    """Draw the statements of a period, of everybody with a plan of that kind of period.

    It rests on the facts effective and recorded by the period's last day alone, whatever `history` knows beyond.
    """
    run = Run(history, period)
    accounts = run.accounts(sorted(run.history.salespeople))
    found = [*_people(run, period), *(finding for one in accounts for finding in _unclear(run.history, one))]
    return Commission(
        period=period.name,
        first=period.first,
        last=period.last,
        statements=tuple(shown(run.history, one) for one in accounts),
        findings=tuple({(one.code, str(one.place)): one for one in found}.values()),
    )


def shown(history: History, account: Account) -> CommissionStatement:
    """An account as the answer shows it."""
    currency = history.currency
    return CommissionStatement(
        salesperson=account.person,
        plan=account.terms.plan.id,
        version=account.terms.plan.version,
        currency=currency,
        base=Money(account.earning.base, currency),
        earned=Money(account.earning.earned, currency),
        lost=Money(account.earning.lost, currency),
        clawback=Money(account.clawback, currency),
        carried_in=Money(account.carried_in, currency),
        payout=Money(account.payout, currency),
        carried_out=Money(account.carried_out, currency),
        lines=tuple(_line(pieces, currency) for pieces in pieces_by_line(account)),
        restated=tuple(
            Restatement(one.period.name, *(Money(minor, currency) for minor in (one.was, one.anew, one.anew - one.was)))
            for one in account.changes
        ),
        rule=account.earning.rule,
        held=Money(account.held, currency),
        released=Money(account.released, currency),
        holds=tuple(
            HeldBack(one.contract, *(Money(minor, currency) for minor in (one.before, one.after, one.change)))
            for one in account.holds
        ),
    )


def pieces_by_line(account: Account) -> list[list[Piece]]:
    """The pieces that make one line of a statement: of one receipt, document, line, tier, share and rate."""
    lines: defaultdict[tuple[object, ...], list[Piece]] = defaultdict(list)
    for piece in account.earning.pieces:
        _, receipt, part, *_ = piece.entry
        lines[receipt, part.place, piece.tier, part.share, piece.rate, piece.accelerated].append(piece)
    return [pieces for pieces in lines.values() if any(_sums(pieces))]


def _sums(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Base and amount of a line; what was applied and taken back on one day comes to nothing."""
    return sum(piece.base for piece in pieces), sum(piece.amount for piece in pieces)


def _line(pieces: Sequence[Piece], currency: str) -> CommissionLine:
    first = pieces[0]
    _, receipt, part, *_ = first.entry
    base, amount = _sums(pieces)
    return CommissionLine(
        receipt=receipt,
        invoice=part.invoice,
        order=part.order,
        line=part.line,
        share=part.share,
        base=Money(base, currency),
        tier=first.tier,
        rate=first.rate,
        amount=Money(amount, currency),
        accelerated=first.accelerated,
    )


def _people(run: Run, period: Period) -> Iterator[Finding]:
    """People whose plan has no version for the period, though it has one of that kind for another."""
    for person in run.history.facts.salespeople:
        known = versions(run.history, person.plan or "")
        held = in_force(run.history, person.plan, period.first)
        if held is None and any(one.plan.period == period.kind for one in known):
            context = {"salesperson": person.id, "plan": person.plan, "period": period.name}
            yield Finding("commission.no_version", Place("salespeople", column=person.id), "warning", context=context)


def _unclear(history: History, account: Account) -> Iterator[Finding]:
    """What of a statement somebody should look at: a measure unknown, a base without a tier, a person who had left."""
    context: dict[str, object] = {"salesperson": account.person, "period": account.period.name}
    left_on = history.salespeople[account.person].left_on
    if left_on is not None and left_on < account.period.first and account.earning.pieces:
        place = Place("salespeople", column=account.person)
        yield Finding("commission.left", place, "warning", context={**context, "left_on": left_on})
    for entry in account.earning.unknown:
        document, table = (entry.invoice, "invoices") if entry.invoice else (entry.order or "", "orders")
        unknown = {**context, "document": document, "line": entry.line or ""}
        yield Finding("commission.unknown", Place(table, entry.line, document), "warning", context=unknown)
    plan = account.terms.plan
    if account.earning.rule == BUILT_IN and plan.accelerator and account.terms.target is None:
        missing = {**context, "plan": plan.id, "measure": f"{plan.basis} {plan.measure}"}
        place = Place("targets", column=account.person)
        yield Finding("commission.no_target", place, "warning", context=missing)
    untiered = (piece for piece in account.earning.pieces if piece.tier is None and piece.base > 0)
    if account.earning.rule == BUILT_IN and any(own_rate(account.terms, piece.entry) is None for piece in untiered):
        place = Place("commission_tiers", column=plan.id)
        yield Finding("commission.no_tier", place, "warning", context={**context, "plan": plan.id})
