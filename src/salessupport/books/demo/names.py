"""Names and numbers for invented firms and people: plainly made up, yet of the right form, check digits included.

A firm's own word is made of the old counting signs (甲乙丙…, 子丑寅…) and a word of nature, so that it reads like a
name and is nobody's. Credit codes carry both their checks (GB 32100, GB 11714); telephone numbers have four zeros,
mail goes to example.com.
"""

from __future__ import annotations

from random import Random

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.domain.values.identifiers import parse_uscc

OWNER = "卫总"
"""The company's owner, who signs what needs the boss."""
INSIDE = "褚内勤"
"""The sales support clerk, who issues the papers."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_NATURE = "禾木川石岭泽原泉松桐"
_REGIONS = {
    "上海": "310100", "苏州": "320500", "无锡": "320200", "杭州": "330100", "宁波": "330200", "合肥": "340100",
    "青岛": "370200", "武汉": "420100", "长沙": "430100", "佛山": "440600", "成都": "510100", "西安": "610100",
}  # fmt: skip
_LINES = ("机电", "五金", "自动化设备", "环保科技", "仪器", "包装材料", "食品机械", "电气", "轴承", "工业品贸易")
_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司")
_ABROAD = ("Examplia Components", "Sampleton Machinery", "Fictiva Tools", "Placeholder Industrial", "Nowhere Marine")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
_GIVEN = ("示一", "示二", "示三", "例安", "例宁", "例和", "样文", "样青", "样明", "样清")
_ORGANISATION = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def firm(dice: Random, index: int) -> tuple[str, str, str]:
    """Give the region, name and credit code of firm `index`; another index is another word of its own."""
    region = dice.choice(tuple(_REGIONS))
    name = f"{region}{_word(index)}{dice.choice(_LINES)}{dice.choice(_FORMS)}"
    return region, name, credit_code(dice, _REGIONS[region])


def _word(index: int) -> str:
    index, stem = divmod(index, len(_STEMS))
    index, nature = divmod(index, len(_NATURE))
    further, branch = divmod(index, len(_BRANCHES))
    return f"{_STEMS[stem]}{_NATURE[nature]}{_BRANCHES[branch] if index else ''}{_word(further) if further else ''}"


def firm_abroad(index: int) -> str:
    """Give the name of a foreign firm."""
    again, position = divmod(index, len(_ABROAD))
    return f"{_ABROAD[position]}{f' {again + 1}' if again else ''} Ltd"


def person(index: int) -> str:
    """Give the name of a person: a common surname and a given name that says `example`."""
    return f"{_SURNAMES[index % len(_SURNAMES)]}{_GIVEN[index % len(_GIVEN)]}"


def credit_code(dice: Random, region: str) -> str:
    """Make a unified social credit code of a firm in a region; their reader says what its checks must be."""
    body = f"91{region}{''.join(dice.choices(_ORGANISATION, k=8))}"
    findings = parse_uscc(_checked(f"{body}0")).findings
    inner = str(findings[0].context["expected"]) if findings else "0"
    return _checked(f"{body}{inner}")


def _checked(code: str) -> str:
    try:
        return parse_uscc(f"{code}0").text
    except InvalidIdentifier as error:
        return f"{code}{error.context['expected']}"


def account(dice: Random) -> str:
    """Give a bank account of 19 digits."""
    return f"6200{dice.randrange(10**15):015d}"


def telephone(dice: Random) -> str:
    """Give a telephone number that nobody has."""
    return f"1380000{dice.randrange(10**4):04d}"
