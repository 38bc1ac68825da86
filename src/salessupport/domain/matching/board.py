"""The state of one run of matching: items and payments by position, what is left, what is settled, what is unclear.

Positions and ids are never evidence: whatever is chosen is chosen by a proof that names one answer, and two answers as
good as each other are none. All payments of a round are looked at before any is settled, so order cannot matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import define, field, frozen

from salessupport.domain.matching.exact import exact_payments
from salessupport.domain.matching.index import Index
from salessupport.domain.matching.near import TOO_MANY, Likes, near_references
from salessupport.domain.matching.parties import Parties, Payer
from salessupport.domain.matching.records import Effort, OpenItem, Options, Payment, Reason, Stage
from salessupport.domain.matching.references import FULL, GLUED, Reading, read_listed, read_text
from salessupport.domain.matching.search import Slot

Parts = Mapping[int, tuple[tuple[int, int], ...]]
"""By payment, the items that it pays with the amount on each."""
Chosen = tuple[tuple[int, int], ...]
SEARCHED = 500
"""Larger groups of items are not searched for sets."""
_NO_DATE = date.max


@frozen(kw_only=True)
class Proposal:
    """One or more payments explained together; `weight` compares it with others that want the same items."""

    stage: Stage
    parts: Parts
    score: int
    is_certain: bool
    reasons: Mapping[int, tuple[Reason, ...]]
    others: tuple[Chosen, ...] = ()


@define
class Unclear:
    """What makes payments unclear: why, and which answers there are; payments that are alike share it."""

    reason: Reason
    choices: list[Chosen] = field(factory=list)


class Board:
    """Everything that the stages look at and change."""

    def __init__(
        self, items: Sequence[OpenItem], payments: Sequence[Payment], options: Options, effort: Effort
    ) -> None:
        self.items, self.payments, self.options, self.effort = items, payments, options, effort
        self.left = [item.amount for item in items]
        self.parties = Parties(items, payments)
        self.index = Index(items)
        self.near: dict[str, Likes] | None = None
        self.settled: dict[int, Proposal] = {}
        self.unclear: dict[int, Unclear] = {}
        self.exact = exact_payments(items, payments, self.parties.at_first)
        self.readings: dict[int, Reading] = {}
        if len(self.exact) < len(payments):
            self._read_others()
        self.waiting = sorted(self.readings)
        self._settle_exact()

    def _read_others(self) -> None:
        """Read what all others say; a plain payment whose item one of them quotes is plain no more."""
        payments = enumerate(self.payments)
        others = [index for index, payment in payments if payment.amount > 0 and index not in self.exact]
        self.readings.update((index, self._reading(self.payments[index])) for index in others)
        payer_of = {item: payment for payment, item in self.exact.items()}
        for key in {key for reading in self.readings.values() for key, _ in reading.named}:
            for payment in {payer_of[item] for item in self.index.owners[key] if item in payer_of} & self.exact.keys():
                del self.exact[payment]
                self.readings[payment] = self._reading(self.payments[payment])

    def _settle_exact(self) -> None:
        self._unlearnt = self.exact if self.waiting else {}
        for item in self._unlearnt.values():
            self.left[item] = 0
        self.effort.candidates += len(self.exact)
        self.effort.nodes += len(self.exact)

    def _reading(self, payment: Payment) -> Reading:
        text = read_text(payment.text, self.index.keys) if payment.text else Reading((), ())
        if not payment.references:
            return text
        listed = read_listed(payment.references, self.index.keys)
        named = {**dict(text.named), **dict(listed.named)}
        return Reading(tuple(named.items()), (*listed.fragments, *text.fragments))

    def open_payments(self) -> list[int]:
        """Payments that are neither settled nor unclear, and that can be matched at all."""
        return [one for one in self.waiting if one not in self.settled and one not in self.unclear]

    def payer(self, payment: int) -> Payer:
        """Tell who pays."""
        return self.parties.payer(self.payments[payment])

    def tolerance(self, payment: int) -> int:
        """Give the most that a match of this payment may be off."""
        return self.options.tolerance.get(self.payments[payment].currency, 0)

    def look_near(self) -> dict[str, Likes]:
        """Find, once, what the fragments of the payments that are then open are damaged forms of."""
        if self.near is None:
            fragments = {fragment for one in self.open_payments() for fragment in self.readings[one].fragments}
            live = (key for key, owners in self.index.owners.items() if any(self.left[one] for one in owners))
            self.near = near_references(fragments, live, effort=self.effort)
        return self.near

    def named(self, payment: int) -> list[dict[int, int]]:
        """Give the places of a text that quote references as they are: items with something left, and weights."""
        return [self._owners({key: weight}, payment) for key, weight in self.readings[payment].named]

    def quotes_in_full(self, payment: int, customer: str) -> bool:
        """Whether a payment quotes in full something that is open with the customer."""
        slots = self.named(payment)
        return any(
            weight >= FULL and self.items[one].customer == customer for slot in slots for one, weight in slot.items()
        )

    def quoted(self, payment: int) -> list[dict[int, int]]:
        """Give the places that quote references, damaged ones included; places alike count once."""
        reading = self.readings[payment]
        near = self.look_near()
        exact = dict(reading.named)
        slots = [self._owners({key: weight}, payment) for key, weight in exact.items() if key not in reading.fragments]
        for fragment in reading.fragments:
            likes = near.get(fragment, {})
            if fragment in self.index.owners:
                likes = {**likes, fragment: exact.get(fragment, GLUED)}
            if likes:
                slots.append(self._owners(likes, payment))
        return slots

    def _owners(self, likes: Likes, payment: int) -> dict[int, int]:
        currency = self.payments[payment].currency
        slot: dict[int, int] = {}
        for key, weight in likes.items():
            owners = self.index.owners.get(key, ())
            if len(owners) > TOO_MANY:
                continue  # a number that stands on so many items tells none of them
            self.effort.candidates += len(owners)
            for one in owners:
                if self.left[one] and self.items[one].currency == currency:
                    slot[one] = max(weight, slot.get(one, 0))
        return slot

    def is_rare(self, item: int) -> bool:
        """Whether no other item of the currency, of any customer, has the same amount."""
        one = self.items[item]
        return self.index.amounts[one.currency, one.amount] == 1

    def by_customer(self, slots: Iterable[Slot]) -> dict[str, list[Slot]]:
        """Take slots apart by the customers of their candidates; of slots with the same candidates one is left."""
        apart: dict[str, dict[frozenset[int], dict[int, int]]] = {}
        for slot in slots:
            split: dict[str, dict[int, int]] = {}
            for one, weight in slot.items():
                split.setdefault(self.items[one].customer, {})[one] = weight
            for customer, part in split.items():
                known = apart.setdefault(customer, {}).setdefault(frozenset(part), part)
                known.update({one: max(weight, known[one]) for one, weight in part.items()})
        return {customer: [*parts.values()] for customer, parts in apart.items()}

    def oldest_first(self, items: Iterable[int]) -> list[int] | None:
        """Order items by due date, issue date, references and amount; None if two of them cannot be told apart."""
        keys = {one: self.age(one) for one in items}
        if len(set(keys.values())) < len(keys):
            return None
        return sorted(keys, key=keys.__getitem__)

    def age(self, index: int) -> tuple[date, date, tuple[str, ...], int]:
        """Give what items are ordered by, the oldest debt first."""
        item = self.items[index]
        issued = item.issued_on or _NO_DATE
        return item.due_on or issued, issued, item.references, item.amount

    def group(self, customer: str, currency: str) -> list[int]:
        """Give the items of a customer in a currency with something left; those of a small group the oldest first.

        So what a search shows of many answers follows from contents, and not from positions.
        """
        found = [one for one in self.index.groups.get((customer, currency), ()) if self.left[one]]
        return sorted(found, key=self.age) if len(found) <= SEARCHED else found

    def was_issued(self, item: int, payment: int) -> bool:
        """Whether an item was there on the day of the payment, as far as that is known."""
        issued, received = self.items[item].issued_on, self.payments[payment].received_on
        return issued is None or received is None or issued <= received

    def in_window(self, item: int, payment: int) -> bool:
        """Whether an item may be paid by a payment of that day, where its amount alone has to prove it."""
        issued, received = self.items[item].issued_on, self.payments[payment].received_on
        if issued is None or received is None:
            return True
        return 0 <= (received - issued).days <= self.options.window_days

    def settle(self, proposals: Sequence[Proposal]) -> set[int]:
        """Accept every proposal that no other one of the round contests; give the payments of the others."""
        wanted = Counter(one for proposal in proposals for one in _claims(proposal))
        contested: set[int] = set()
        for proposal in proposals:
            if all(wanted[one] == 1 for one in _claims(proposal)):
                self._accept(proposal)
            else:
                contested.update(proposal.parts)
        self._learn_exact()
        return contested

    def _learn_exact(self) -> None:
        """Learn from the plain payments with the first round's, for they are a part of it."""
        for payment, item in self._unlearnt.items():
            self.parties.learn(self.payments[payment], self.items[item].customer)
        self._unlearnt = {}

    def settle_or_keep(self, proposals: Sequence[Proposal]) -> None:
        """Accept what nothing contests; payments of the others are unclear."""
        for one in self.settle(proposals):
            choices = [proposal.parts[one] for proposal in proposals if one in proposal.parts]
            self.unclear[one] = Unclear(Reason("match.contested"), choices)

    def _accept(self, proposal: Proposal) -> None:
        for payment, pairs in proposal.parts.items():
            self.settled[payment] = proposal
            self.unclear.pop(payment, None)
            for item, amount in pairs:
                self.left[item] -= amount
        for payment, pairs in proposal.parts.items():
            if proposal.stage not in ("part_payment", "oldest_first"):
                for item, _ in pairs:
                    self.left[item] = 0
            if proposal.is_certain:
                self.parties.learn(self.payments[payment], self.items[pairs[0][0]].customer)

    def reserved(self) -> set[int]:
        """Items that an unclear payment may have paid: amounts alone may not give them to another one."""
        several = {id(unclear): unclear for unclear in self.unclear.values()}
        return {item for unclear in several.values() for choice in unclear.choices for item, _ in choice}


def _claims(proposal: Proposal) -> set[tuple[str, int]]:
    items = {("item", item) for pairs in proposal.parts.values() for item, _ in pairs}
    return items | {("payment", payment) for payment in proposal.parts}
