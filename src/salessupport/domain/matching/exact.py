"""Payments that quote one reference and pay its item to the cent: found in bulk, with no object for each.

What is found here is what the first stage of `quoted` proves about these payments, and nothing else: the whole text, or
the one listed reference, is a reference of one item only; amount and currency agree, nobody else is known to pay, and
no other payment quotes the item. Whatever is not that plain is left to the stages.
Source: performance P2 (exact matching costs little more than a loop over a dictionary), "Matching" 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from salessupport.domain.matching.parties import Payer
from salessupport.domain.matching.records import OpenItem, Payment
from salessupport.domain.matching.references import LONG_ENOUGH, reference_key
from salessupport.domain.values.text import LONGEST

NOTHING = ""
_BETWEEN = "\n"
_WITHIN = str.maketrans("", "", "-_/.#")
"""Marks that stand inside one word, as `references` takes words apart."""

PayerOf = Callable[[Payment], Payer]


def exact_payments(items: Sequence[OpenItem], payments: Sequence[Payment], payer: PayerOf) -> dict[int, int]:
    """Give the item of each payment that is that plain, both by position.

    Payments with other words may quote such an item, too: who reads those has to take its payment out again.
    """
    words = _words([*map(_quoted, payments)])
    found: dict[int, int] = {}
    for at, (one, payment) in enumerate(zip(map(_owners(items).get, words), payments, strict=True)):
        if one is None:
            continue
        item = items[one]
        if item.amount != payment.amount or item.amount <= 0 or item.currency != payment.currency:
            continue
        if (payment.customer is None and not payment.payer_name) or payer(payment).customer in (None, item.customer):
            found[at] = one
    counts = Counter(found.values()) if len(set(found.values())) < len(found) else {}
    return {at: one for at, one in found.items() if counts[one] == 1} if counts else found


def _quoted(payment: Payment) -> str:
    """Give all that a payment quotes, if that is one text."""
    references = payment.references
    text = payment.text if not references else references[0] if len(references) == 1 and not payment.text else NOTHING
    return text if len(text) <= LONGEST else NOTHING


def _owners(items: Sequence[OpenItem]) -> dict[str, int]:
    """Give the item of every reference's key that only one item has."""
    places = [at for at, item in enumerate(items) if item.amount for _ in item.references]
    texts = [one for item in items if item.amount for one in item.references]
    keys = [word if word.isalnum() else reference_key(text) for word, text in zip(_words(texts), texts, strict=True)]
    owner = dict(zip(keys, places, strict=True))
    if len(owner) < len(keys):
        for key in {key for key, at in zip(keys, places, strict=True) if owner[key] != at}:
            del owner[key]
    for key in [key for key in owner if len(key) < LONG_ENOUGH or key.isalpha()]:
        del owner[key]
    return owner


def _words(texts: Sequence[str]) -> list[str]:
    """Give each text in capitals without the marks within words: where that is alphanumeric, it is one word's key.

    All texts are folded as one, which costs a fraction of folding each.
    """
    plain = [text if text.isascii() else NOTHING for text in texts]
    words = _BETWEEN.join(plain).upper().translate(_WITHIN).split(_BETWEEN)
    return words if len(words) == len(plain) else [text.upper().translate(_WITHIN) for text in plain]
