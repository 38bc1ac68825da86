"""Amounts in Chinese capital words (大写金额), written from whole fen and read back.

The rules are those of the People's Bank for bills and settlement vouchers (正确填写票据和结算凭证的基本规定): capital
numerals, 整 where the amount ends in yuan, 零 for zeros inside. Where the rules leave a 零 open (the wan or yuan digit
is zero and the digit behind it is not) `full` writes one, `short` leaves it out. Law: reading gives back what was
written (S20 期末余额大写).
"""

from __future__ import annotations

import re
from typing import Literal

from salessupport.domain.values.errors import InvalidMoney
from salessupport.domain.values.money import Money

ZeroStyle = Literal["full", "short"]

_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_WAN, _YI = 10**4, 10**8
_VALUES = {"仟": 1000, "佰": 100, "拾": 10}
_DIGIT = "([壹贰叁肆伍陆柒捌玖])"
_READING = re.compile(rf"(负?)(?:([零壹贰叁肆伍陆柒捌玖仟佰拾万亿]+)元)?零?(?:{_DIGIT}角)?零?(?:{_DIGIT}分)?整?\Z")
_LONGEST = 60
"""More characters than the words of any amount have."""


def amount_in_words(amount: Money, *, zeros: ZeroStyle = "full") -> str:
    """Write an amount of CNY in words: 壹仟陆佰捌拾元零叁角贰分; zero is 零元整, a negative amount begins with 负.

    Other currencies have no such words (`words.currency`).
    """
    if amount.currency != "CNY":
        raise InvalidMoney("words.currency", currency=amount.currency)
    return _written(amount.minor, zeros=zeros)


def parse_words(text: str) -> Money:
    """Read an amount in words exactly as `amount_in_words` may write it, in either style (`words.invalid`).

    人民币 may stand before it, 圆 for 元, 正 for 整, and 整 may follow the last 角.
    """
    plain = text.removeprefix("人民币").replace("圆", "元").replace("正", "整")
    if plain.endswith("角整"):
        plain = plain[:-1]
    minor = _read(plain) if len(plain) <= _LONGEST else None
    if minor is None or plain not in _forms(minor):
        raise InvalidMoney("words.invalid", value=text[:_LONGEST])
    return Money(minor, "CNY")


def _written(minor: int, *, zeros: ZeroStyle) -> str:
    # "Only one 零" may fill the open places (107000.53): the one behind 元 goes before the one behind 万.
    yuan, jiao = divmod(abs(minor) // 10, 10)
    behind_yuan = zeros == "full" and yuan % 10 == 0 and jiao != 0
    return _form(minor, behind_wan=zeros == "full" and not behind_yuan, behind_yuan=behind_yuan)


def _forms(minor: int) -> set[str]:
    both = (False, True)
    return {_form(minor, behind_wan=wan, behind_yuan=yuan) for wan in both for yuan in both if not (wan and yuan)}


def _form(minor: int, *, behind_wan: bool, behind_yuan: bool) -> str:
    yuan, fen = divmod(abs(minor), 100)
    whole = _whole(yuan, behind_wan=behind_wan) + "元" if yuan or not fen else ""
    return ("负" if minor < 0 else "") + whole + _fraction(fen, after=yuan, behind_yuan=behind_yuan)


def _fraction(fen: int, *, after: int, behind_yuan: bool) -> str:
    if not fen:
        return "整"
    jiao, fen = divmod(fen, 10)
    text = f"{_NUMERALS[jiao]}角" if jiao else ""
    text += f"{_NUMERALS[fen]}分" if fen else ""
    zero = after and (not jiao or (behind_yuan and after % 10 == 0))
    return f"零{text}" if zero else text


def _whole(number: int, *, behind_wan: bool) -> str:
    """Write whole yuan: what lies above 亿, then 万, then the last four digits."""
    if not number:
        return _NUMERALS[0]
    high, low = divmod(number, _YI)
    text = f"{_whole(high, behind_wan=False)}亿" if high else ""
    wan, last = divmod(low, _WAN)
    if wan:
        text += ("零" if text and wan < 1000 else "") + _four(wan) + "万"
    if last:
        open_place = wan % 10 == 0 and behind_wan
        text += ("零" if text and (last < 1000 or open_place) else "") + _four(last)
    return text


def _four(number: int) -> str:
    text, gap = "", False
    for numeral, place in zip(f"{number:04d}", _PLACES, strict=True):
        if numeral == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _NUMERALS[int(numeral)] + place
        gap = False
    return text


def _read(text: str) -> int | None:
    """Add up what the characters are worth; whether they stand where they should is asked of `_forms`."""
    found = _READING.match(text)
    if found is None:
        return None
    sign, whole, jiao, fen = found.groups(default="")
    minor = _read_whole(whole) * 100 + _numeral(jiao) * 10 + _numeral(fen)
    return -minor if sign else minor


def _read_whole(text: str) -> int:
    for mark, size in (("亿", _YI), ("万", _WAN)):
        high, found, low = text.rpartition(mark)
        if found:
            return _read_whole(high) * size + _read_whole(low)
    total = digit = 0
    for character in text:
        if character in _VALUES:
            total, digit = total + digit * _VALUES[character], 0
        else:
            digit = _numeral(character)
    return total + digit


def _numeral(character: str) -> int:
    return _NUMERALS.index(character) if character else 0
