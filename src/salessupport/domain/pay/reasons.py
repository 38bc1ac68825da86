"""Why a statement of commission says what it says, down to the recorded facts (I13, PY-02).

A statement is named `PERIOD:SALESPERSON` (`2026Q1:YW-1`), its lines `PERIOD:SALESPERSON:N`, counted from 1 as they
stand in the answer. Law: the amounts of the reasons below a node that has an amount add up to it; evidence without an
amount (the receipt, the document's line, the share) stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from salessupport.domain.history import History
from salessupport.domain.pay.commission import pieces_by_line, shown
from salessupport.domain.pay.earning import Piece
from salessupport.domain.pay.rules import BUILT_IN
from salessupport.domain.pay.statements import Account, Run
from salessupport.domain.pay.told import Teller
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import InvalidDate, NotFound
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text


def is_commission(history: History, row_id: str) -> bool:
    """Whether an id asks for a statement of commission or a line of one: a period, a colon, and no other row's id."""
    period, colon, rest = row_id.partition(":")
    try:
        Period.parse(period)
    except InvalidDate:
        return False
    others = history.contracts, history.invoices, history.receipts, history.charges, history.allocations
    return bool(_person(history, rest)) or (bool(colon) and not any(row_id in index for index in others))


def explain_commission(history: History, row_id: str) -> Explanation:
    """Explain a statement or one of its lines; `NotFound` where there is none."""
    name, _, rest = row_id.partition(":")
    run = Run(history, Period.parse(name))
    person = _person(run.history, rest)
    if not person:
        who = rest.partition(":")[0]
        raise NotFound("id.not_found", path=row_id, id=who, table="salespeople")
    account = run.account(person)
    if account is not None and rest == person:
        return evolve(_statement(run.history, account), told=_teller(run.history, account).statement_told())
    lines = pieces_by_line(account) if account is not None else []
    number = rest.rpartition(":")[2]
    if account is None or not number.isdecimal() or not 1 <= int(number) <= len(lines):
        raise NotFound("id.not_found", path=row_id, id=row_id, table="commission")
    told = _teller(run.history, account).line_told(int(number))
    return evolve(_line(run.history, account, lines[int(number) - 1]), told=told)


def _teller(history: History, account: Account) -> Teller:
    return Teller(history, account.period, shown(history, account), account.terms)


def _person(history: History, rest: str) -> str:
    """The salesperson of `SALESPERSON` or `SALESPERSON:N`; an id may hold a colon itself."""
    return next((one for one in (rest, rest.rpartition(":")[0]) if one in history.salespeople), "")


def _statement(history: History, account: Account) -> Explanation:
    def money(amount: int) -> Money:
        return Money(amount, history.currency)

    plan, period, earning = account.terms.plan, account.period.name, account.earning
    lines = [_line(history, account, group) for group in pieces_by_line(account)]
    if earning.lost:
        lines.append(Explanation("above the cap", "cap", money(-earning.lost)))
    restated = tuple(
        Explanation(f"{one.period.name} anew: {money(one.was)} -> {money(one.anew)}", amount=money(one.anew - one.was))
        for one in account.changes
    )
    parts = (
        Explanation(
            f"earned in {period}", _plan(account), money(earning.earned), f"commission_plans/{plan.id}", tuple(lines)
        ),
        Explanation("clawback", plan.clawback or "recompute_original", money(account.clawback), because=restated),
        Explanation("carried in", "carry_forward", money(account.carried_in)),
        *_held(history, account),
    )
    paid = f"payout {money(account.payout)}, carried out {money(account.carried_out)}"
    held = " - held + released" if account.holds else ""
    rule = f"payout + carried_out = earned + clawback + carried_in{held}"
    return Explanation(f"{account.person} in {period}: {paid}", rule, money(account.balance), because=parts)


def _held(history: History, account: Account) -> Iterator[Explanation]:
    """What is held back or released of each contract, in one node; none where nothing is and was held."""
    each = tuple(
        Explanation(
            f"held of {one.contract}: {Money(one.before, history.currency)} -> {Money(one.after, history.currency)}",
            "a share of all it earned while its retention is not in",
            Money(-one.change, history.currency),
            f"contracts/{one.contract}",
        )
        for one in account.holds
    )
    if each:
        yield Explanation(
            "held back and released",
            f"hold_back {decimal_text(account.terms.plan.hold_back or Decimal(0))}",
            Money(account.released - account.held, history.currency),
            because=each,
        )


def _line(history: History, account: Account, group: Sequence[Piece]) -> Explanation:
    """One line: what its tier (or the line at its own rate) had earned after and before it, then the evidence."""
    entry, currency = group[0].entry, history.currency
    reached = [
        Explanation(f"earned {_where(piece)} {word} it", _rate(piece), Money(amount, currency))
        for piece in group
        for word, amount in (("after", piece.earned_after), ("before", -piece.earned_before))
    ]
    base = Money(sum(piece.base for piece in group), currency)
    amount = Money(sum(piece.amount for piece in group), currency)
    line = f" line {entry.line}" if entry.line is not None else ""
    receipt = f" by {entry.receipt}" if entry.receipt else ""
    title = f"{entry.invoice or entry.order}{line}{receipt}: base {base}"
    return Explanation(title, _plan(account), amount, because=(*reached, *_evidence(history, account, group)))


def _where(piece: Piece) -> str:
    if piece.tier is None:
        return "on the line"
    return f"in tier {piece.tier}{' above the target' if piece.accelerated else ''}"


def _rate(piece: Piece) -> str:
    return f"rate {decimal_text(piece.rate)} on the running sum, rounded once"


def _evidence(history: History, account: Account, group: Sequence[Piece]) -> Iterator[Explanation]:
    entry = group[0].entry
    if entry.receipt is not None:
        yield Explanation(f"receipt, counted on {entry.on}", account.terms.plan.basis, fact=f"receipts/{entry.receipt}")
        currency = history.invoices[entry.invoice or ""].gross.currency
        for one in dict.fromkeys(piece.entry for piece in group):
            paid, after, gross = (Money(minor, currency) for minor in (one.before, one.after, one.gross))
            yield Explanation(f"paid of the document: {paid} -> {after} of {gross} {currency}")
    fact = f"invoices/{entry.invoice}" if entry.invoice is not None else f"orders/{entry.order}"
    measure = Money(entry.whole, history.currency)
    yield Explanation(f"{account.terms.plan.measure} of the line, this share of it: {measure}", fact=fact)
    yield Explanation(f"share of {account.person}: {decimal_text(entry.share)}", "commission_splits, else the whole")


def _plan(account: Account) -> str:
    plan = account.terms.plan
    version = f" version {plan.version}" if plan.version is not None else ""
    return f"plan {plan.id}{version}: {plan.basis}, {plan.measure}, {_made_by(account)}"


def _made_by(account: Account) -> str:
    rule, because = account.earning.rule, account.earning.because
    return account.terms.plan.tiers if rule == BUILT_IN else f"by {rule}{': ' * bool(because)}{because}"
