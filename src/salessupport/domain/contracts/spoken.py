"""Reads numbers in Chinese words, or in digits with Chinese units, wherever they stand in a text.

Read are 壹仟贰佰元伍角, 一千二百, 九五, 三点五万, 12万5千. Every reading from every beginning is given, because it is
not told where a number ends (壹佰元分两期): who looks for a value finds it in whatever words stand around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import define

_DIGITS = {
    mark: value for marks in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, mark in enumerate(marks)
}
_DIGITS |= {"两": 2, "貳": 2, "參": 3, "陸": 6}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PARTS = {"角": 1, "毛": 1, "分": 2}
_RUN = re.compile(rf"(?:[0-9]+(?:\.[0-9]+)?|[{''.join([*_DIGITS, *_UNITS, *_SCALES, *_PARTS])}元圆块点])+")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|.")
_LONGEST = 40
"""More marks than the words of any amount have."""

Reading = tuple[int, int, Fraction, int]
"""Start and end in the text, the value, and how many places behind the point it shows (-4: tens of thousands)."""


def spoken(text: str) -> Iterator[Reading]:
    """Every reading of every number in words or with Chinese units; digits are ASCII."""
    for run in _RUN.finditer(text):
        if run[0].isascii():
            continue  # a figure without any unit
        tokens = list(_TOKEN.finditer(text, run.start(), run.end()))
        for first, token in enumerate(tokens):
            reader = _Reader()
            for last in tokens[first : first + _LONGEST]:
                reader.take(last[0])
                if reader.said:
                    yield token.start(), last.end(), reader.value, reader.places


@define
class _Reader:
    """What was read so far: 元 closes `whole`, 万 and 亿 close `total`, 十百千 close `group`, digits are `number`."""

    whole: Fraction = Fraction(0)
    total: Fraction = Fraction(0)
    group: Fraction = Fraction(0)
    number: Fraction | None = None
    behind: int | None = None
    unit: int = 0
    said: bool = False

    @property
    def value(self) -> Fraction:
        """The value of what was read."""
        return self.whole + self.total + self.group + (self.number or 0)

    @property
    def places(self) -> int:
        """Places behind the point that were said."""
        return (self.behind or 0) - self.unit

    def take(self, mark: str) -> None:
        """Read one more digit, figure or mark."""
        if mark in _DIGITS:
            self._digit(_DIGITS[mark])
        elif mark in _UNITS:
            self.group += self._given(1) * _UNITS[mark]
            self._close(len(str(_UNITS[mark])) - 1)
        elif mark in _SCALES:
            self._scale(_SCALES[mark])
        elif mark in _PARTS:
            self.whole += self._given(0) * Fraction(1, 10 ** _PARTS[mark])
            self._close(-_PARTS[mark])
        elif mark == "点":
            self.behind = 0
        elif mark in "元圆块":
            self.whole, self.total, self.group = self.value, Fraction(0), Fraction(0)
            self.number = None
        else:
            self._figure(mark)

    def _digit(self, digit: int) -> None:
        before = self._given(0)
        self.said, self.unit = True, 0
        if self.behind is None:
            self.number = before * 10 + digit
        else:
            self.behind += 1
            self.number = before + Fraction(digit, 10**self.behind)

    def _figure(self, mark: str) -> None:
        whole, _, fraction = mark.partition(".")
        self.number = Fraction(int(whole + fraction), 10 ** len(fraction))
        self.behind, self.unit, self.said = len(fraction) or None, 0, True

    def _scale(self, scale: int) -> None:
        if scale > 10**4:
            self.total = (self.total + self.group + self._given(0)) * scale
        else:
            self.total += (self.group + self._given(0)) * scale
        self.group = Fraction(0)
        behind = self.behind or 0
        self._close(len(str(scale)) - 1 - behind)

    def _given(self, otherwise: int) -> Fraction:
        return Fraction(otherwise) if self.number is None else self.number

    def _close(self, unit: int) -> None:
        """A unit ends the digits before it; it is the last place that was said."""
        self.number, self.behind, self.unit = None, None, unit
        self.said = True
