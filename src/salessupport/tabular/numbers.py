"""Numbers and dates as a workbook stores them → the text that a sheet shows; no float is made on the way.

A stored number is rounded to 15 significant digits, as every spreadsheet program shows it: 0.30000000000000004 is 0.3.
A date is a count of days under the workbook's own date system (1900 or 1904); day 60 of the 1900 system, 29 February
1900, does not exist. Source: messy corpus §4; reliability §3.10, B69.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context

from salessupport.domain.values.split import rounded

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))?\Z")
_SHOWN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_LARGEST_EXPONENT = 308
_LAST_DAY = 2_958_465  # 9999-12-31
_INVENTED = 60  # 1900-02-29, a day of the 1900 system only
_BETWEEN_SYSTEMS = 1_462
_SECONDS = 86_400


def number_text(stored: str) -> str | None:
    """Give a stored number as plain decimal text; None for what is no finite number (`NaN`, `1e309`, `1_000`)."""
    found = _NUMBER.match(stored) if stored.isascii() else None
    if found is None or abs(int(found[1] or 0)) > _LARGEST_EXPONENT:
        return None
    text = format(_SHOWN.create_decimal(stored), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def is_not_finite(stored: str) -> bool:
    """Whether a stored number that `number_text` refuses is a number without end, and not malformed digits."""
    return stored.strip("+-").lower() in ("nan", "inf", "infinity") or bool(_NUMBER.match(stored))


def date_text(stored: str, *, from_1904: bool = False) -> str | None:
    """Give a stored serial as `YYYY-MM-DD`, with `THH:MM:SS` where it has a time of day; None where it is no date."""
    text = number_text(stored)
    if text is None or text.startswith("-"):
        return None
    whole, _, fraction = text.partition(".")
    seconds = rounded(int(fraction or "0") * _SECONDS, 10 ** len(fraction))
    days = int(whole) + seconds // _SECONDS + (_BETWEEN_SYSTEMS if from_1904 else 0)
    if not 1 <= days <= _LAST_DAY or days == _INVENTED:
        return None
    day = date(1899, 12, 31 if days < _INVENTED else 30) + timedelta(days=days)
    at = seconds % _SECONDS
    return f"{day}T{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" if at else day.isoformat()
