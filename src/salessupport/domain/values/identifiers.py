"""Tax numbers of Chinese firms: the unified social credit code with both its checks, and the kinds it replaced.

A credit code (统一社会信用代码, GB 32100) has 18 characters: registrar, kind, six digits of region, nine of the
organisation code (GB 11714, with a check of its own at position 17) and the check of the whole. The outer check is
binding; real codes are said to exist whose inner one fails, so that is a warning (B40). Older invoices carry the 15
characters of the former tax number, sole traders the 18 of a resident's identity number (GB 11643), foreigners
anything else.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier, WrongType
from salessupport.domain.values.findings import Finding, Place

TaxIdKind = Literal["uscc", "old_tax_number", "resident_id", "other"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_LENGTH = 18

_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_OLD = re.compile(f"{_PROVINCE}[0-9]{{4}}[0-9A-Z]{{9}}")
_RESIDENT = re.compile(f"{_PROVINCE}[0-9]{{4}}((?:19|20)[0-9]{{2}})(0[1-9]|1[0-2])([0-3][0-9])[0-9]{{3}}[0-9X]")
_LIKE_A_CODE = re.compile("[0-9A-Za-z]{2}[0-9]{6}[0-9A-Za-z]{7,12}")


@frozen
class TaxId:
    """A tax number as written, the kind it was taken for, and what is to be said about it."""

    text: str
    kind: TaxIdKind
    findings: tuple[Finding, ...] = ()


def parse_uscc(text: str) -> TaxId:
    """Read a unified social credit code; a failed inner check is a warning among the findings.

    Raises InvalidIdentifier: `uscc.length`, `uscc.character` or `uscc.check`, each with the position, counted from 1.
    """
    if not isinstance(text, str):
        raise WrongType("type.wrong", expected="a unified social credit code", kind=type(text).__name__)
    if len(text) != _LENGTH:
        raise InvalidIdentifier("uscc.length", length=len(text), position=min(len(text), _LENGTH) + 1)
    for position, character in enumerate(text, 1):
        if character not in _ALPHABET or (3 <= position <= 8 and not character.isdigit()):
            raise InvalidIdentifier("uscc.character", position=position, character=character)
    expected = _uscc_check(text)
    if text[-1] != expected:
        raise InvalidIdentifier("uscc.check", position=_LENGTH, expected=expected)
    return TaxId(text, "uscc", _organisation_findings(text))


def check_tax_id(text: str) -> TaxId:
    """Tell what kind of tax number a text is, with all that is wrong with it as findings; nothing is raised.

    A text of 18 letters and digits is a credit code, or a resident's number if it holds a date of birth. Any other
    text that is not an old tax number is `other`, with the warning `tax_id.invalid` if it looks like a slip.
    """
    if _is_resident(text):
        return TaxId(text, "resident_id", _resident_findings(text))
    if len(text) == _LENGTH and text.isascii() and text.isalnum():
        try:
            return parse_uscc(text)
        except InvalidIdentifier as error:
            return TaxId(text, "uscc", (Finding(error.code, Place(), "error", text, error.context),))
    if _OLD.fullmatch(text):
        return TaxId(text, "old_tax_number")
    slip = _LIKE_A_CODE.fullmatch(re.sub(r"[\s-]", "", text))
    return TaxId(text, "other", (Finding("tax_id.invalid", Place(), "warning", text),) if slip else ())


def _uscc_check(text: str) -> str:
    """Compute the check character of a credit code (GB 32100: weights 3^i mod 31)."""
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, text, strict=False))
    return _ALPHABET[-total % 31]


def _organisation_findings(text: str) -> tuple[Finding, ...]:
    """Compare position 17 with the check of the organisation code before it (GB 11714)."""
    weighed = zip(_ORGANISATION_WEIGHTS, text[8:16], strict=True)
    total = sum(weight * int(character, 36) for weight, character in weighed)
    expected = "0123456789X"[-total % 11]
    if text[16] == expected:
        return ()
    return (Finding("uscc.organisation_check", Place(), "warning", text, {"expected": expected, "position": 17}),)


def _is_resident(text: str) -> bool:
    found = _RESIDENT.fullmatch(text)
    if found is None:
        return False
    try:
        date(*map(int, found.groups()))
    except ValueError:
        return False
    return True


def _resident_findings(text: str) -> tuple[Finding, ...]:
    """Compare the last character with the check of a resident's number (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, text, strict=False))
    expected = _RESIDENT_CHECKS[total % 11]
    if text[-1] == expected:
        return ()
    return (Finding("tax_id.check", Place(), "error", text, {"expected": expected, "position": _LENGTH}),)
