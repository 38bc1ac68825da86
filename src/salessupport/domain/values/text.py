"""Texts of records: which characters none may hold, how long one may be, and which texts look garbled.

Refused are characters that nobody sees but that make two equal-looking texts differ or a text read in another order:
controls except tab and line ends, zero-width and bidirectional marks and whatever else Unicode calls ignorable (the
selectors of variant characters stay, names need them), halves of surrogate pairs and non-characters.
Source: reliability B33, B36, B37, B39; Unicode 15 `Default_Ignorable_Code_Point`.
"""

from __future__ import annotations

import re

from salessupport.domain.values.errors import InvalidText, TooLarge

LONGEST = 10_000
"""Characters that a text may have (B39)."""

_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, without tab, line feed, carriage return
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # soft hyphen, joiners, empty letters
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero width, line separators, direction
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"  # non-characters, interlinear marks
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # ignorable, tags
)
_REFUSED = re.compile(f"[{_INVISIBLE}\ud800-\udfff]")
_TRAILING_BYTE = "\xa1-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\x80-\x9f"
_GARBLED = re.compile(
    "[\u3400-\u9fff][(（][a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}[)）]"  # 關(guān): a gloss in place of GBK
    "|\ufffd|锟斤拷|烫烫烫|屯屯屯"  # bytes already lost
    f"|(?:[äåæçèé][{_TRAILING_BYTE}]{{2}}){{2}}"  # UTF-8 read as Latin-1 or Windows-1252
    "|[À-ÖØ-öø-ÿ][\xa1-\xff]{3,}"  # GBK read as Latin-1
    "|鏈夐檺|鍏徃|锛|銆"  # UTF-8 read as GBK: 有限, 公司, and the marks ， and 。
)
_SUSPECT = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # refused, yet printable
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"  # in every gloss
    "\ufffd锟烫屯鏈鍏锛銆À-ÖØ-öø-ÿ]"  # how other garbled texts begin
)


def is_ordinary(text: str) -> bool:
    """Whether a text certainly passes `check_text` and does not look garbled: a quick look that most texts pass."""
    if len(text) > LONGEST or not text.isprintable():
        return False
    return text.isascii() or _SUSPECT.search(text) is None


def check_text(text: str) -> None:
    """Refuse a text that no record may hold, naming code point and position, counted from 1 (B33, B37, B39)."""
    if len(text) > LONGEST:
        raise TooLarge("text.too_long", length=len(text), limit=LONGEST)
    found = _REFUSED.search(text)
    if found is None:
        return
    code_point = ord(found[0])
    code = "text.surrogate" if 0xD800 <= code_point <= 0xDFFF else "text.control"
    raise InvalidText(code, code_point=f"U+{code_point:04X}", position=found.start() + 1)


def without_invisible(text: str) -> str:
    """Take out every character that `check_text` refuses."""
    return _REFUSED.sub("", text)


def mojibake_sample(text: str) -> str | None:
    """Give the part of a text that looks garbled, or None: a suspicion for `text.mojibake_suspected` (B36)."""
    found = None if text.isascii() else _GARBLED.search(text)
    return found[0][:20] if found else None
