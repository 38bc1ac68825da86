"""Take secrets and personal data out of texts before they are logged, raised or shown.

First the exact text of every live secret, also as it looks in an address, in base64 or in JSON; then values behind
names that promise a secret (Authorization, Cookie, token, sign, appsecret …); then what is shaped like personal data:
resident identity numbers, telephone numbers, bank cards (by Luhn), e-mail addresses, which keep just enough to be told
apart.
Laws: redacting twice changes nothing more; what is not text is looked through, never changed in place.
Weaker than it looks: a secret of fewer than four characters is not searched for, and a company's account number that is
no card number has no shape to know it by. Source: reliability.md 3.8, 3.9, G14.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from salessupport.spi.secret import HIDDEN, live_secrets

SHORTEST: Final = 4
"""Secrets shorter than this are not searched for: they would tear every text apart."""
_NAMES: Final = (
    "(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie|(?:x[-_])?api[-_]?key|[a-z]*[-_]?token|sign|signature|[a-z]*secret"
    "|password|passwd|pwd|credentials?|session[-_]?id|j?sessionid|private[-_]?key|access[-_]?key"
)
SENSITIVE_NAME: Final = re.compile(f"(?:{_NAMES}|[a-z0-9]+[-_](?:{_NAMES}))\\Z", re.IGNORECASE)
"""Names of headers, parameters and fields whose value is never shown."""
_STARTS: Final = r"(?<![A-Za-z0-9])(?:[A-Za-z0-9]+[-_])*"
_LINES: Final = re.compile(
    rf"({_STARTS}(?:(?:proxy-)?authorization|(?:set-)?cookie)\s*:\s*)(?!['\"])[^\r\n'\"}}\]]+", re.IGNORECASE
)
_QUOTED: Final = re.compile(
    rf"""({_STARTS}(?:{_NAMES})(\\?["'])?\s*[:=,]\s*[bB]?)(\\?["'])(?:(?!\3)(?:\\.|.))*\3""", re.IGNORECASE | re.DOTALL
)
_BARE: Final = re.compile(
    rf"""({_STARTS}(?:{_NAMES})\s*(?:=|:|%3D)\s*)(?!\s|["'\\]|\*\*\*)[^\s&"'<>,;)\]}}]+""", re.IGNORECASE
)
_SCHEMES: Final = re.compile(r"\b(Bearer|Basic|Digest)(\s+)(?!\*\*\*)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_USERINFO: Final = re.compile(r"(\w://)(?!\*\*\*@)[^\s/@?#\"']+@")
_MAIL: Final = re.compile(r"\b([A-Za-z0-9])[A-Za-z0-9._%+-]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")
_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE: Final = re.compile(r"(?<![0-9.])((?:(?:\+|00)86[- ]?)?)(1[3-9][0-9])([- ]?)[0-9]{4}\3([0-9]{4})(?![0-9])")
_LANDLINE: Final = re.compile(r"(?<![0-9-])(0[0-9]{2,3})-[0-9]{7,8}(?![0-9-])")
_CARD: Final = re.compile(r"(?<![0-9A-Za-z.])[3-69][0-9]{3}(?:[ -]?[0-9]){9,15}(?![0-9A-Za-z])")


def redact(text: str) -> str:
    """Give `text` without secrets and personal data."""
    secrets = _pattern(tuple(sorted({each for secret in live_secrets() for each in _looks(secret.reveal())})))
    if secrets is not None:
        text = secrets.sub(HIDDEN, text)
    text = _LINES.sub(rf"\1{HIDDEN}", text)
    text = _QUOTED.sub(rf"\1\3{HIDDEN}\3", text)
    text = _BARE.sub(rf"\1{HIDDEN}", text)
    text = _SCHEMES.sub(rf"\1\2{HIDDEN}", text)
    text = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    return _without_persons(text)


def redact_value(value: object) -> object:
    """Give a value for a log or an error: texts redacted, collections looked through, other values as such text."""
    match value:
        case None | bool() | float():
            return value
        case int():
            text = str(value)
            return value if redact(text) == text else redact(text)
        case str():
            return redact(value)
        case bytes() | bytearray():
            return redact(bytes(value).decode("utf-8", "backslashreplace"))
        case Mapping():
            return {_name(key): _named(key, each) for key, each in value.items()}
        case Sequence() | AbstractSet():
            return [redact_value(each) for each in value]
    return redact(str(value))


def _name(key: object) -> str:
    return redact(str(key))


def _named(key: object, value: object) -> object:
    return HIDDEN if SENSITIVE_NAME.match(str(key)) and value is not None else redact_value(value)


def _without_persons(text: str) -> str:
    text = _MAIL.sub(r"\1***@\2", text)
    text = _IDENTITY.sub(lambda found: "*" * len(found[0]), text)
    text = _CARD.sub(_card, text)
    text = _MOBILE.sub(r"\1\2****\4", text)
    return _LANDLINE.sub(r"\1-****", text)


def _card(found: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", found[0])
    return f"{digits[:4]} **** **** {digits[-4:]}" if _luhn(digits) else found[0]


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@lru_cache(maxsize=8)
def _pattern(looks: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern of all looks, the longest first, so that no part of one is left standing."""
    if not looks:
        return None
    return re.compile("|".join(re.escape(look) for look in sorted(looks, key=len, reverse=True)))


@lru_cache(maxsize=256)
def _looks(text: str) -> frozenset[str]:
    """How a secret looks in an address, in base64 (also within a longer text), in JSON, in a `repr` and in HTML."""
    return frozenset(look for look in _encoded(text) if len(look) >= SHORTEST) if len(text) >= SHORTEST else frozenset()


def _encoded(text: str) -> Iterator[str]:
    yield text
    for codec in ("utf-8", "gb18030"):
        try:
            data = text.encode(codec)
        except UnicodeEncodeError:
            continue
        for address in (quote(data), quote(data, safe=""), quote_plus(data)):
            yield from (address, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), address))
        yield from (repr(data)[2:-1], data.hex(), data.hex().upper())
        yield from _base64(data)
    yield from (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1], escape(text))


def _base64(data: bytes) -> Iterator[str]:
    """The letters that stand for the bytes wherever they begin within a longer encoded text."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data).decode().rstrip("=")
        sure = whole[(0, 2, 3)[before] : len(whole) if (before + len(data)) % 3 == 0 else len(whole) - 1]
        yield from (sure, sure.replace("+", "-").replace("/", "_"))
