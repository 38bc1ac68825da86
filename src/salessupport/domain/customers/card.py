"""A customer's card: what of its master data is compared, each value in the one form that all its spellings share.

Law: how a value is written (width, blanks, punctuation, case, traditional glyphs, a country code before a
phone) makes no difference to its card. A value that says nothing (`无`, `000000`) is left out.
Source: CU-02; shared facts on names and identifiers of Chinese firms.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from salessupport.domain.facts import Customer
from salessupport.domain.values.names import NameKey, name_key
from salessupport.domain.values.text import without_invisible
from salessupport.domain.values.traditional import TO_SIMPLIFIED

_LEAST = 6
"""Letters and digits that a tax number or an account has at least."""
_LOCAL = 7
"""Digits of a phone number without its area, at least."""
_MOBILE = 11
_ROAD = 3
_CREDIT_CODE, _OLD_NUMBER = 18, 15
_RESIDENT = re.compile("[0-9]{6}(?:19|20)[0-9]{9}[0-9X]")
_NOT_ALNUM = re.compile(r"[^0-9A-Z]+")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[0-9]+")
_SEVERAL = re.compile(r"[/;,、|\n]")
_EXTENSION = re.compile(r"(?:转|分机|EXT|X|#).*|(?<=[0-9]{7})-[0-9]{1,5}$")
_COUNTRY = re.compile(r"^(?:00)?86(?=[0-9]{9})")


@frozen(eq=False)
class Card:
    """One customer made comparable; an empty text or tuple is a value that is not known.

    `street` is the address without its blanks, `road` the three characters before its first number with that number,
    `rooms` the numbers behind.
    """

    id: str
    name: NameKey
    tax_id: str
    phones: tuple[str, ...]
    account: str
    street: str
    road: str
    rooms: str

    @property
    def places(self) -> tuple[str, ...]:
        """The regions that the name states, before or within brackets."""
        region, brackets = self.name.region, self.name.brackets
        return (region, *brackets) if region else brackets

    @property
    def organisation(self) -> str:
        """The organisation code in a credit code (positions 9 to 17) or in an old tax number (7 to 15)."""
        tax_id = self.tax_id
        if len(tax_id) == _CREDIT_CODE and not _RESIDENT.match(tax_id):
            return tax_id[8:17]
        return tax_id[6:] if len(tax_id) == _OLD_NUMBER else ""

    @property
    def content(self) -> tuple[str, ...]:
        """All that is compared, as an order of cards that does not look at ids."""
        name = self.name
        key = (name.core, name.region, name.suffix, name.branch, *name.brackets)
        return *key, self.tax_id, *self.phones, self.account, self.street


def card_of(customer: Customer) -> Card:
    """Make a customer's card."""
    name = name_key(customer.name)
    if not name.core:
        name = NameKey(customer.name.strip())
    street = _street(customer.address)
    road, rooms = _house(street)
    return Card(
        id=customer.id,
        name=name,
        tax_id=_code(customer.tax_id),
        phones=_phones(customer.phone),
        account=_code(customer.bank_account),
        street=street,
        road=road,
        rooms=rooms,
    )


def _folded(text: str) -> str:
    """Fold width and case; a text that stays as it is stays the same object, of which there are many."""
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", without_invisible(text))).upper()
    return text if folded == text else folded


def _code(text: str | None) -> str:
    """Letters and digits of a tax number or account; nothing where they are too few or all the same."""
    if not text:
        return ""
    code = _NOT_ALNUM.sub("", _folded(text))
    return code if len(code) >= _LEAST and len(set(code)) > 1 else ""


def _phones(text: str | None) -> tuple[str, ...]:
    """Each number of a text in digits, without country, extension and the zero before its area."""
    if not text:
        return ()
    found = (_phone(part) for part in _SEVERAL.split(_folded(text)))
    return tuple(sorted({digits for digits in found if len(digits) >= _LOCAL and len(set(digits)) > 1}))


def _phone(text: str) -> str:
    digits = _NOT_DIGIT.sub("", _EXTENSION.sub("", text.strip()))
    if len(digits) > _MOBILE:
        digits = _COUNTRY.sub("", digits)
    return digits.lstrip("0")


def _street(text: str | None) -> str:
    """An address without blanks and punctuation, but for a blank between two numbers: `8-3` is not 83."""
    if not text:
        return ""
    street = _NOT_WORD.sub(_between, _folded(text).translate(TO_SIMPLIFIED))
    if len(street) < _LEAST:
        return ""
    return text if street == text else street


def _between(gap: re.Match[str]) -> str:
    start, end = gap.span()
    inside = start > 0 and end < len(gap.string)
    return " " if inside and gap.string[start - 1].isdigit() and gap.string[end].isdigit() else ""


def _house(street: str) -> tuple[str, str]:
    """Take an address apart: `城东区建设路359号2室` is `建设路359` and `2`; without a number it is its own road."""
    house = _NUMBERS.search(street)
    if house is None:
        return street, ""
    return street[max(0, house.start() - _ROAD) : house.end()], " ".join(_NUMBERS.findall(street, house.end()))
