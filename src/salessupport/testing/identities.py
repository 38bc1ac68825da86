"""Names and numbers of firms: company names, unified social credit codes, bank accounts, remittance texts with damage.

All of them are invented; a code is valid by its checks, not by being issued. Check characters are computed here anew,
by the standards' own words, so that a reader of codes is not tested against itself. Source: reliability.md 5.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from hypothesis import strategies as st

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NOT_IN_CODES = "IOSVZ"
_REGIONS = ("370200", "110108", "310115", "440300", "650102", "810000")
_KINDS = ("91", "92", "93", "51", "12", "11")
_PLACES = ("", "青岛", "青岛市", "山东青岛", "北京市", "上海", "内蒙古", "深圳市")
_CORES = ("某某", "海川", "宏远", "ＡＢＣ", "𠮷成", "鑫淼", "甲乙丙", "東華")
_TRADES = ("", "测控", "机电设备", "国际贸易", "新材料科技")
_BRACKETS = ("", "", "", "(集团)", "（集团）", "(中国)", "（青岛）")
_FORMS = ("有限公司", "有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "经营部", "厂")
_BRANCHES = ("", "", "", "北京分公司", "第二分公司")
_WORDS = ("货款", "付", "付款", "invoice", "PAYMENT", "合同款")
_GAPS = (" ", "，", ", ", " + ", "；")


def company_names() -> st.SearchStrategy[str]:
    """Give names of Chinese firms: with and without a region, brackets of both widths, rare and traditional characters.

    A branch stands behind its firm; the shortest name is a core and a legal form.
    """
    parts = (_PLACES, _CORES, _TRADES, _BRACKETS, _FORMS, _BRANCHES)
    return st.tuples(*(st.sampled_from(one) for one in parts)).map(_named)


def _named(parts: tuple[str, ...]) -> str:
    """Write a name; only a company has branches."""
    *firm, form, branch = parts
    return "".join((*firm, form, branch if form.endswith("公司") else ""))


def usccs(*, valid: bool = True) -> st.SearchStrategy[str]:
    """Give unified social credit codes (GB 32100): both checks hold, or exactly one thing is wrong with them.

    Not `valid` ones lack a character or have one too many, hold a letter that no code has or one among the digits of
    the region, or end in a wrong check character.
    """
    organisations = st.text("0123456789ABC", min_size=8, max_size=8)
    codes = st.builds(_coded, st.sampled_from(_KINDS), st.sampled_from(_REGIONS), organisations)
    if valid:
        return codes
    return st.builds(_spoilt, codes, st.sampled_from(sorted(_DEFECTS)), st.integers(0, 15))


def _coded(kind: str, region: str, organisation: str) -> str:
    """Add the check of the organisation code (GB 11714: 11 less the weighed sum), then that of the whole."""
    weighed = zip((3, 7, 9, 10, 5, 8, 4, 2), organisation, strict=True)
    inner = (11 - sum(weight * int(one, 36) for weight, one in weighed) % 11) % 11
    body = f"{kind}{region}{organisation}{'0123456789X'[inner]}"
    total = sum(pow(3, place, 31) * _LETTERS.index(one) for place, one in enumerate(body))
    return body + _LETTERS[(31 - total % 31) % 31]


def _spoilt(code: str, defect: str, at: int) -> str:
    return _DEFECTS[defect](code, at)


_DEFECTS: dict[str, Callable[[str, int], str]] = {
    "a character too few": lambda code, at: code[:at] + code[at + 1 :],
    "a character too many": lambda code, at: code[:at] + code[at] + code[at:],
    "a letter of no code": lambda code, at: code[:at] + _NOT_IN_CODES[at % 5] + code[at + 1 :],
    "a letter in the region": lambda code, at: code[: 2 + at % 6] + "A" + code[3 + at % 6 :],
    "a wrong check": lambda code, at: code[:-1] + _LETTERS[(_LETTERS.index(code[-1]) + 1 + at) % 31],
}


def bank_accounts(*, spaced: bool = False) -> st.SearchStrategy[str]:
    """Give numbers of bank accounts, 12 to 21 digits; `spaced` ones in groups of four, as people write them."""
    numbers = st.builds("{}{}".format, st.sampled_from("6312"), st.text("0123456789", min_size=11, max_size=20))
    return numbers.map(_in_fours) if spaced else numbers


def _in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


@cache
def remittance_texts(*, naming: tuple[str, ...] = ("26000001",), damage: int = 0) -> st.SearchStrategy[str]:
    """Give what a payer writes: words, and each number of `naming` once, as a word of its own, in order.

    `damage` is how many of the numbers, at most all, are written wrongly: a character lost, doubled, added or changed,
    two swapped, a blank inside, or an end cut off. Numbers have four characters or more.
    """
    return _texts(naming, min(damage, len(naming)))


@st.composite
def _texts(draw: st.DrawFn, naming: Sequence[str], damage: int) -> str:
    harmed = draw(st.sets(st.integers(0, len(naming) - 1), min_size=damage, max_size=damage)) if damage else set[int]()
    written = [draw(_damaged(number)) if at in harmed else number for at, number in enumerate(naming)]
    return f"{draw(st.sampled_from(_WORDS))} {draw(st.sampled_from(_GAPS)).join(written)}".strip()


def _damaged(number: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda damage, at: damage(number, at), st.sampled_from(_DAMAGES), st.integers(1, max(1, len(number) - 2))
    )


def _swapped(number: str, at: int) -> str:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return swapped if swapped != number else number[:at] + number[at + 1 :]


_DAMAGES: tuple[Callable[[str, int], str], ...] = (
    lambda number, at: number[:at] + number[at + 1 :],
    lambda number, at: number[:at] + number[at] + number[at:],
    lambda number, at: number[:at] + "7" + number[at:],
    lambda number, at: number[:at] + ("0" if number[at] != "0" else "8") + number[at + 1 :],
    _swapped,
    lambda number, at: number[:at] + " " + number[at:],
    lambda number, _: number[:-1],
    lambda number, _: number[1:],
)
