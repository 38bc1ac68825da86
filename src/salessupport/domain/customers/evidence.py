"""What speaks for and against two cards being one customer's, each with its weight in per mille; the sum decides.

Law: the evidence is the same whichever card is named first, and looks at these two cards alone. A value that one of
them lacks says nothing. An equal tax number alone decides; two valid tax numbers are two legal persons. The weights
were set once on invented customers and are not fitted to any office's data. Source: CU-02, B38.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from salessupport.domain.customers.blocks import LONG
from salessupport.domain.customers.card import Card
from salessupport.domain.values.identifiers import check_tax_id

EvidenceKind = Literal[
    "tax_id", "organisation", "tax_id_slip", "tax_id_other", "phone", "phone_other", "bank_account", "account_other",
    "name", "name_near", "name_part", "name_elsewhere", "name_other", "legal_form", "branch",
    "address", "address_near", "address_other",
]  # fmt: skip
Evidence = tuple[EvidenceKind, int]

CERTAIN = 1000
"""Weight of an equal tax number, and the most that a score is."""
LIKELY = 500
"""Least score of a candidate."""
_SHORT = 2
_DICE = 650


def evidence(one: Card, other: Card) -> list[Evidence]:
    """Give all that two cards say of each other, tax numbers last: they are looked at only where it matters."""
    found = [*_names(one, other), *_others(one, other)]
    if one.tax_id and other.tax_id and (found_tax := _tax_ids(one, other, sum(weight for _, weight in found))):
        found.append(found_tax)
    return found


def _tax_ids(one: Card, other: Card, rest: int) -> Evidence | None:
    """Compare tax numbers; those that differ are not looked into where the rest is too little anyway."""
    if one.tax_id == other.tax_id:
        return "tax_id", CERTAIN
    if one.organisation == other.organisation != "":
        return "organisation", 800
    if rest < LIKELY - 400:
        return None
    if one_edit(one.tax_id, other.tax_id):
        return "tax_id_slip", 400
    return ("tax_id_other", -700) if _valid(one.tax_id) and _valid(other.tax_id) else ("tax_id_other", -300)


def _valid(tax_id: str) -> bool:
    return not any(finding.level == "error" for finding in check_tax_id(tax_id).findings)


def _names(one: Card, other: Card) -> Iterator[Evidence]:
    yield _cores(one, other)
    ours, theirs = one.name, other.name
    if ours.branch != theirs.branch:
        yield "branch", -900
    if ours.suffix and theirs.suffix and ours.suffix != theirs.suffix:
        yield "legal_form", -80


def _cores(one: Card, other: Card) -> Evidence:
    """Compare what two firms chose as their names, in the light of the places that the names state."""
    ours, theirs = sorted((one.name.core, other.name.core), key=len)
    elsewhere = bool(one.places and other.places) and not set(one.places) & set(other.places)
    if ours == theirs:
        if elsewhere:
            return "name_elsewhere", 60
        if one.places and other.places:
            return "name", 660
        return "name", 400 if len(ours) <= _SHORT and one.name != other.name else 560
    if elsewhere:
        return "name_other", -250
    if one_edit(ours, theirs):
        alone = len(ours) >= LONG and one.places == other.places
        return "name_near", 520 if alone else 300 if len(theirs) > _SHORT else 100
    if len(ours) >= _SHORT and (ours in theirs or _initials(ours, theirs)):
        return "name_part", 250
    if len(ours) >= LONG and dice(ours, theirs) >= _DICE:
        return "name_near", 300
    return "name_other", -250


def _others(one: Card, other: Card) -> Iterator[Evidence]:
    if one.phones and other.phones:
        yield ("phone", 420) if _share_phone(one, other) else ("phone_other", -50)
    if one.account and other.account:
        yield ("bank_account", 500) if one.account == other.account else ("account_other", -60)
    if one.street and other.street:
        yield from _addresses(one, other)


def _share_phone(one: Card, other: Card) -> bool:
    """A number may be written without its area."""
    return any(a.endswith(b) or b.endswith(a) for a in one.phones for b in other.phones)


def _addresses(one: Card, other: Card) -> Iterator[Evidence]:
    """Compare addresses: one may lack province, city or room; another room in the same house says nothing."""
    ours, theirs = sorted((one.street, other.street), key=len)
    if theirs.endswith(ours):
        yield "address", 320
    elif one.road != other.road:
        yield "address_other", -60
    elif one.rooms == other.rooms or not (one.rooms and other.rooms):
        yield "address_near", 250


def _initials(short: str, long: str) -> bool:
    """Whether a name is another one with characters left out: `华为技` of `华为通信技术`."""
    rest = iter(long)
    return short[:2] == long[:2] and all(mark in rest for mark in short)


def one_edit(one: str, other: str) -> bool:
    """Whether two different texts are one slip apart: a character changed, added, left out, or two exchanged."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    at = next((at for at, mark in enumerate(short) if mark != long[at]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


def dice(one: str, other: str) -> int:
    """Likeness of two texts by the pairs of neighbours that they share, in per mille (Dice's coefficient)."""
    ours, theirs = set(pairwise(one)), set(pairwise(other))
    return 2000 * len(ours & theirs) // (len(ours) + len(theirs)) if ours and theirs else 0
