"""Open items and payments with known pairs, and what payers and banks do to what is written: our own model of damage.

A payment quotes one or both of an item's numbers, one dense (numbers in use lie close together) and one random; then up
to four kinds of damage strike at once: the payer's name, the first number, the second number, the amount. A number is
damaged by one edit, a cut at either end, or a blank inside; several numbers may be joined without a gap.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from attrs import frozen

from salessupport.domain.matching.records import OpenItem, Payment

KINDS = ("name", "first", "second", "amount")
TOLERANCE = 1000
_START = date(2024, 1, 1)
_WORDS = ("PAYMENT", "ref", "invoice", "货款", "付", "Order of", "#", "")
_GAPS = (" ", ", ", " + ", " & no ", "; ")


@frozen
class Case:
    """Items, payments, and the true pairs of item and payment ids."""

    items: list[OpenItem]
    payments: list[Payment]
    pairs: frozenset[tuple[str, str]]


def damaged(number: str, choose: random.Random) -> str:
    """Damage a number once."""
    at = choose.randrange(1, len(number) - 1)
    digit = choose.choice("0123456789")
    swapped = number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    kinds: list[Callable[[], str]] = [
        lambda: number[:at] + number[at + 1 :],
        lambda: number[:at] + number[at] + number[at:],
        lambda: number[:at] + digit + number[at:],
        lambda: number[:at] + digit + number[at + 1 :],
        lambda: swapped,
        lambda: number[:at] + " " + number[at:],
        lambda: number[: len(number) - choose.randint(1, 3)],
        lambda: number[choose.randint(1, 3) :],
    ]
    return choose.choice(kinds)()


class Office:
    """Makes cases; everything follows from the seed."""

    def __init__(self, seed: int, *, customers: int = 20, coarse: bool = False) -> None:
        self.choose = random.Random(seed)
        self.customers = [f"C{index:03}" for index in range(customers)]
        self.coarse = coarse
        self.items: list[OpenItem] = []
        self.payments: list[Payment] = []
        self.pairs: set[tuple[str, str]] = set()

    def case(self, matches: int, *, most: int = 4) -> Case:
        """Make this many matches, of one or several items and payments, each with 0 to `most` kinds of damage."""
        for _ in range(matches):
            kinds = set(self.choose.sample(KINDS, self.choose.randint(0, most)))
            shape = self.choose.choices(("one", "items", "payments"), (6, 2, 2))[0]
            customer = self.choose.choice(self.customers)
            items = [self._item(customer) for _ in range(self.choose.randint(2, 6) if shape == "items" else 1)]
            self._pay(items, kinds, self.choose.randint(2, 3) if shape == "payments" else 1)
        self.choose.shuffle(self.items)
        self.choose.shuffle(self.payments)
        return Case(self.items, self.payments, frozenset(self.pairs))

    def _item(self, customer: str) -> OpenItem:
        number = len(self.items)
        amount = self.choose.randint(1, 400) * 10_000 if self.coarse else self.choose.randint(100_000, 50_000_000)
        issued = _START + timedelta(days=self.choose.randint(0, 600))
        item = OpenItem(
            id=f"i{number}", customer=customer, amount=amount, currency="CNY",
            names=(f"Customer {customer} Trading Ltd",),
            references=(f"INV1000{number * 2 + self.choose.randint(0, 1):08}", f"{self.choose.randrange(10**10):010}"),
            issued_on=issued, due_on=issued + timedelta(days=30),
        )  # fmt: skip
        self.items.append(item)
        return item

    def _pay(self, items: Sequence[OpenItem], kinds: set[str], count: int) -> None:
        customer = items[0].customer
        off = self.choose.randint(1, TOLERANCE) if "amount" in kinds else 0
        amounts = self._split(sum(item.amount for item in items) - off, count)
        account = f"CN{customer}{self.choose.randint(1, 4)}"
        for amount in amounts:
            payment = Payment(
                id=f"p{len(self.payments)}", amount=amount, currency="CNY",
                payer_name=f"{customer}-PAY Services" if "name" in kinds else items[0].names[0],
                payer_account=account if self.choose.random() < 0.9 else "",
                text=self._text(items, kinds),
                received_on=items[0].due_on,
            )  # fmt: skip
            self.payments.append(payment)
            self.pairs.update((item.id, payment.id) for item in items)

    def _split(self, amount: int, count: int) -> list[int]:
        cuts = sorted(self.choose.sample(range(1, amount), count - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, amount], strict=True)]

    def _text(self, items: Sequence[OpenItem], kinds: set[str]) -> str:
        both = len(items) == 1 and self.choose.random() < 0.3
        which = self.choose.randrange(2)
        numbers = [
            self._written(item.references[index], harmed=("first", "second")[index] in kinds)
            for item in items
            for index in (range(2) if both else [which])
        ]
        noise = str(self.choose.randrange(10**6)) if self.choose.random() < 0.3 else ""
        gap = "" if which == 1 and len(items) > 1 and self.choose.random() < 0.1 else self.choose.choice(_GAPS)
        return f"{self.choose.choice(_WORDS)} {gap.join(numbers)} {noise}".strip()

    def _written(self, number: str, *, harmed: bool) -> str:
        return damaged(number, self.choose) if harmed else number
