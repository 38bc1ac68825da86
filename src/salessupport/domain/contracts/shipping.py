"""May goods leave? All that stands against a shipping notice, all at once; it fails closed (LG-01, LG-02, OR-11).

Law: released only if the money gate is open (by money or by an unused waiver), the contract may start, credit holds
nothing, every line passed its inspection, permits cover regulated goods, and no line asks more than is open. The ids of
the waivers go on the notice and are used up by it: one waiver covers one notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from salessupport.domain.amendments import supplies
from salessupport.domain.contracts.gates import Gate, may_ship, may_start
from salessupport.domain.contracts.papers import papers
from salessupport.domain.contracts.permits import permit_for, released, shipped
from salessupport.domain.facts import PaperKind, RegisterInspection
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.states import status_on
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.messages import Language, text_of
from salessupport.domain.values.quantity import decimal_text

RefusalReason = Literal[
    "money",
    "not_started",
    "not_confirmed",
    "by_order",
    "credit_hold",
    "nothing_asked",
    "unknown_line",
    "beyond_open",
    "not_inspected",
    "inspection_failed",
    "shortfall",
    "no_permit",
]

_STARTED: tuple[PaperKind, ...] = ("project", "contact_sheet")
"""Papers that only a contract gets that may start."""


@frozen
class Refusal:
    """One reason against a notice: of which line (None: of all), what was required and what is there."""

    reason: RefusalReason
    line: int | None = None
    required: str = ""
    actual: str = ""

    def message(self, language: Language = "en") -> str:
        """Say it in a language, with the way out."""
        context = {"line": self.line or "", "required": self.required, "actual": self.actual}
        return text_of(f"shipping.{self.reason}", language, context)


@frozen
class ReleaseLine:
    """A line that a notice asks for; `open` is what may still be released of it."""

    line: int
    product: str
    qty: Decimal
    open: Decimal


@frozen(kw_only=True)
class Release:
    """The answer: `gate` is the contract's money gate (None: no contract), `waivers` what the notice would use up."""

    allowed: bool
    reasons: tuple[Refusal, ...]
    gate: Gate | None
    waivers: tuple[str, ...]
    lines: tuple[ReleaseLine, ...]


@frozen
class _Subject:
    """What a notice is about: an order or a contract without orders, with its lines as product and open quantity."""

    id: str
    customer: str
    contract: str | None
    lines: Mapping[int, tuple[str, Decimal]]
    faults: tuple[Refusal, ...] = field(default=())


def may_release(
    history: History,
    ledger: Ledger,
    subject: str,
    *,
    lines: Mapping[int, Decimal],
    held_for: Sequence[str] = (),
) -> Release:
    """Whether a shipping notice for these quantities by line may be issued as of the ledger's date.

    `subject` is an order, or a contract without orders (else `NotFound`); `held_for` the reasons for which the
    customer's credit holds the order, none where it is approved.
    """
    about = _subject(history, subject, ledger.as_of)
    gate, money = _money(history, ledger, about)
    reasons = [
        *about.faults,
        *money,
        *(Refusal("credit_hold", actual=one) for one in held_for),
        *_quantities(about, lines),
        *_inspections(history, about, lines, ledger.as_of),
        *_permits(history, about, lines, ledger.as_of),
    ]
    known = {number: about.lines[number] for number in lines if number in about.lines}
    return Release(
        allowed=not reasons,
        reasons=tuple(reasons),
        gate=gate,
        waivers=gate.approvals if gate is not None and gate.reason == "approved" else (),
        lines=tuple(ReleaseLine(number, one[0], lines[number], one[1]) for number, one in sorted(known.items())),
    )


def open_lines(history: History, subject: str, as_of: date) -> dict[int, Decimal]:
    """What of each line of an order or contract may still be released: a notice over all of it asks for this."""
    return {number: left for number, (_, left) in open_goods(history, subject, as_of).items() if left}


def open_goods(history: History, subject: str, as_of: date) -> Mapping[int, tuple[str, Decimal]]:
    """Product and quantity that may still be released, by line of an order or contract."""
    return _subject(history, subject, as_of).lines


def _subject(history: History, subject: str, as_of: date) -> _Subject:
    if subject in history.orders:
        return _order(history, subject, as_of)
    if subject not in history.contracts:
        raise NotFound("id.not_found", path=subject, id=subject, table="orders, contracts")
    rows = [row for row in supplies(history, subject, as_of).values() if row.product is not None]
    left = _open(history, subject, {row.line: row.qty or Decimal(0) for row in rows}, as_of)
    lines = {row.line: (row.product or "", left[row.line]) for row in rows}
    live = [
        order.id
        for order in history.orders_of_contract.get(subject, ())
        if status_on(history, order, as_of=as_of) not in ("draft", "cancelled")
    ]
    faults = (Refusal("by_order", actual=", ".join(live)),) if live else ()
    return _Subject(subject, history.contracts[subject].customer, subject, lines, faults)


def _order(history: History, order_id: str, as_of: date) -> _Subject:
    axes = order_axes(history, order_id, as_of=as_of)
    left = _open(history, order_id, {one.line: one.ordered - one.cancelled for one in axes.lines}, as_of)
    lines = {one.line: (one.product, left[one.line]) for one in axes.lines}
    faults = () if axes.recorded == "confirmed" else (Refusal("not_confirmed", actual=axes.recorded),)
    return _Subject(order_id, axes.order.customer, axes.order.contract, lines, faults)


def _open(history: History, subject: str, asked: Mapping[int, Decimal], as_of: date) -> dict[int, Decimal]:
    """What is left of each line: less what notices released or what left without one, whichever is more."""
    out, left = released(history, subject, last=as_of), shipped(history, subject, last=as_of)
    none = Decimal(0)
    return {line: max(qty - max(out.get(line, none), left.get(line, none)), none) for line, qty in asked.items()}


def _money(history: History, ledger: Ledger, about: _Subject) -> tuple[Gate | None, list[Refusal]]:
    """The gates of the contract; goods that no contract is about have none (LG-01)."""
    if about.contract is None:
        return None, []
    standing = contract_standing(history, ledger, about.contract)
    gate, start = may_ship(history, ledger, standing), may_start(history, ledger, standing)
    reasons = []
    if not gate.allowed:
        reasons.append(Refusal("money", required=str(gate.required), actual=str(gate.received)))
    started = (papers(history, about.contract, kind, ledger.as_of) for kind in _STARTED)
    if not start.allowed and not any(started):
        reasons.append(Refusal("not_started", required=str(start.required), actual=str(start.received)))
    return gate, reasons


def _quantities(about: _Subject, lines: Mapping[int, Decimal]) -> Iterator[Refusal]:
    if not lines:
        yield Refusal("nothing_asked")
    for number, qty in sorted(lines.items()):
        if number not in about.lines:
            yield Refusal("unknown_line", number)
        elif qty <= 0:
            yield Refusal("nothing_asked", number, actual=decimal_text(qty))
        elif qty > about.lines[number][1]:
            yield Refusal("beyond_open", number, decimal_text(about.lines[number][1]), decimal_text(qty))


def _inspections(history: History, about: _Subject, lines: Mapping[int, Decimal], as_of: date) -> Iterator[Refusal]:
    """The last check of every line must have passed; of one day the row entered last counts."""
    if history.company.policies.inspection != "required":
        return
    rows = [row for row in history.inspections_of.get(about.id, ()) if row.inspected_on <= as_of]
    for number in sorted(lines):
        last = _last(row for row in rows if row.line in (None, number))
        if last is None:
            yield Refusal("not_inspected", number)
        elif last.result != "pass":
            yield Refusal("inspection_failed", number, actual=last.id)
        elif last.shortfall and number in about.lines and lines[number] > about.lines[number][1] - last.shortfall:
            yield Refusal("shortfall", number, decimal_text(last.shortfall), decimal_text(lines[number]))


def _last(rows: Iterable[RegisterInspection]) -> RegisterInspection | None:
    """The last row by day; a stable sort leaves those of one day as they were entered."""
    ordered = sorted(rows, key=lambda row: row.inspected_on)
    return ordered[-1] if ordered else None


def _permits(history: History, about: _Subject, lines: Mapping[int, Decimal], as_of: date) -> Iterator[Refusal]:
    load: defaultdict[str, Decimal] = defaultdict(Decimal)
    for number, qty in lines.items():
        if number in about.lines:
            load[about.lines[number][0]] += qty
    for number in sorted(set(lines) & set(about.lines)):
        product = about.lines[number][0]
        answer = permit_for(
            history, customer=about.customer, product=product, qty=load[product], on=as_of, together=load
        )
        if not answer.allowed:
            yield Refusal("no_permit", number, product, answer.reason)
