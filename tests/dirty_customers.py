"""Customers as several clerks entered them over the years, with the truth: which rows are one firm. All invented.

Every firm is made first, with all its data; then rows are written of it, each with gaps and faults of its own. What is
hard about it is made on purpose: firms of one group in several towns, branches under the head office's phone,
neighbours in one building, one owner's two firms under one phone, names one character apart, phones of agencies.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

from attrs import evolve, frozen

from salessupport.domain.facts import Customer
from salessupport.domain.values.identifiers import _uscc_check
from salessupport.domain.values.traditional import TO_SIMPLIFIED

MARKS = (
    "华盛宏达信诚恒泰瑞丰金龙祥和兴隆利源通顺安康美佳德永福海天东方新世纪明光辉煌博大中联合创宇力科正元亚鼎峰凯星远航鹏程万嘉"
    "润禾木森林江河湖山岳石玉珠翔云雨雪梅兰竹菊伟业鸿图千百亿锦绣启智慧思维尚品优卓越超群腾飞跃进奥迪威特普罗康赛诺莱"
)
TRADES = [
    "科技", "电子", "贸易", "机械", "建材", "化工", "食品", "纺织",
    "服饰", "医疗器械", "仪器仪表", "电子科技", "信息技术", "生物科技", "环保科技", "机电设备",
    "自动化设备", "汽车配件", "五金制品", "塑料制品", "包装材料", "印刷", "物流", "商贸",
    "实业", "新材料", "新能源", "光电", "精密机械", "电气", "工程", "建筑工程",
    "装饰工程", "农业发展", "投资", "文化传播", "网络科技", "软件", "智能科技", "检测技术",
]  # fmt: skip
FORMS = ["有限公司"] * 14 + ["有限责任公司"] * 2 + ["股份有限公司"] * 2 + ["厂", "经营部"]
TOWNS = {
    "深圳": ("广东省", "0755", "440300"), "广州": ("广东省", "020", "440100"), "佛山": ("广东省", "0757", "440600"),
    "东莞": ("广东省", "0769", "441900"), "杭州": ("浙江省", "0571", "330100"), "宁波": ("浙江省", "0574", "330200"),
    "温州": ("浙江省", "0577", "330300"), "苏州": ("江苏省", "0512", "320500"), "无锡": ("江苏省", "0510", "320200"),
    "南京": ("江苏省", "025", "320100"), "上海": ("", "021", "310000"), "北京": ("", "010", "110000"),
    "天津": ("", "022", "120000"), "重庆": ("", "023", "500000"), "成都": ("四川省", "028", "510100"),
    "武汉": ("湖北省", "027", "420100"), "长沙": ("湖南省", "0731", "430100"), "合肥": ("安徽省", "0551", "340100"),
    "济南": ("山东省", "0531", "370100"), "青岛": ("山东省", "0532", "370200"), "西安": ("陕西省", "029", "610100"),
    "郑州": ("河南省", "0371", "410100"), "厦门": ("福建省", "0592", "350200"), "沈阳": ("辽宁省", "024", "210100"),
}  # fmt: skip
DISTRICTS = [
    "高新区", "开发区", "城东区", "城西区", "江南区", "滨江区", "新城区", "南湖区",
]  # fmt: skip
ROADS = [
    "人民", "解放", "中山", "建设", "和平", "科技", "工业", "创业", "长江", "黄河",
    "文化", "学院", "迎宾", "友谊", "朝阳", "环城", "滨河", "北京", "南京", "青年",
]  # fmt: skip
_TRADITIONAL = {
    chr(new): chr(old) for old, new in ((o, ord(n) if isinstance(n, str) else n) for o, n in TO_SIMPLIFIED.items())
}
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@frozen
class Firm:
    """A firm with all its data."""

    town: str
    core: str
    form: str
    branch: str
    tax_id: str
    phone: str
    account: str
    address: tuple[str, str, str, str]


@frozen
class Dirty:
    """Rows in mixed order, and every pair of ids that are one firm, the smaller id first."""

    customers: tuple[Customer, ...]
    pairs: frozenset[tuple[str, str]]


def dirty_customers(size: int, *, seed: int) -> Dirty:
    """Make `size` rows, about a fifth of them entered again."""
    chance = random.Random(seed)
    rows: list[tuple[int, Customer]] = []
    for number, firm in enumerate(_firms(chance)):
        rows.append((number, _row(firm, chance, again=False)))
        while len(rows) < size and chance.random() < 0.2:
            rows.append((number, _row(firm, chance, again=True)))
        if len(rows) >= size:
            break
    chance.shuffle(rows)
    named = [(number, evolve(row, id=f"C{at:06}")) for at, (number, row) in enumerate(rows)]
    of_firm: dict[int, list[str]] = {}
    for number, row in named:
        of_firm.setdefault(number, []).append(row.id)
    pairs = frozenset(pair for ids in of_firm.values() for pair in combinations(ids, 2))
    return Dirty(tuple(row for _, row in named), pairs)


def _firms(chance: random.Random) -> Iterator[Firm]:
    """Firms without end, each now and then with one that is like it but another."""
    while True:
        firm = _firm(chance)
        yield firm
        turn = chance.random()
        if turn < 0.03:  # a sister in another town, sometimes under the same phone
            town = chance.choice(list(TOWNS))
            if town != firm.town:
                sister = evolve(_firm(chance, town), core=firm.core, form=firm.form)
                yield evolve(sister, phone=firm.phone) if chance.random() < 0.3 else sister
        elif turn < 0.05:  # a branch
            branch = evolve(firm, branch=chance.choice(list(TOWNS)) + "分公司", tax_id=_tax_id(chance, firm.town))
            yield (
                branch
                if chance.random() < 0.4
                else evolve(branch, phone=_phone(chance, firm.town), account=_account(chance))
            )
        elif turn < 0.08:  # a neighbour in the same building
            yield evolve(_firm(chance, firm.town), address=(*firm.address[:3], str(chance.randint(101, 2800))))
        elif turn < 0.10:  # the owner's other firm
            other = _firm(chance, firm.town)
            yield (
                evolve(other, phone=firm.phone, address=firm.address)
                if chance.random() < 0.3
                else evolve(other, phone=firm.phone)
            )
        elif turn < 0.12:  # a name one character away
            at = chance.randrange(2)
            yield evolve(_firm(chance, firm.town), core=firm.core[:at] + chance.choice(MARKS) + firm.core[at + 1 :])


def _firm(chance: random.Random, town: str = "") -> Firm:
    town = town or chance.choice(list(TOWNS))
    brand = "".join(chance.choice(MARKS) for _ in range(2 if chance.random() < 0.6 else 3))
    address = (
        chance.choice(DISTRICTS),
        chance.choice(ROADS) + chance.choice(["路", "大道", "街"]),
        str(chance.randint(1, 999)),
        str(chance.randint(101, 2800)),
    )
    return Firm(
        town,
        brand + chance.choice(TRADES),
        chance.choice(FORMS),
        "",
        _tax_id(chance, town),
        _phone(chance, town),
        _account(chance),
        address,
    )


def _tax_id(chance: random.Random, town: str) -> str:
    body = "91" + TOWNS[town][2] + "".join(chance.choice(_CODE) for _ in range(9))
    return body + _uscc_check(body + "0")


def _phone(chance: random.Random, town: str) -> str:
    if chance.random() < 0.6:
        return "1" + chance.choice("35789") + f"{chance.randrange(10**9):09}"
    return f"{TOWNS[town][1]}-{chance.choice('2568')}{chance.randrange(10**7):07}"


def _account(chance: random.Random) -> str:
    return f"62{chance.randrange(10**15):015}"


def _row(firm: Firm, chance: random.Random, *, again: bool) -> Customer:
    """One entry of a firm; what is entered again is the more careless."""

    def lost(share: float) -> bool:
        return chance.random() < share * (1.5 if again else 1)

    if again and chance.random() < 0.2:
        firm = evolve(firm, phone=_phone(chance, firm.town))
    if again and chance.random() < 0.08:
        firm = evolve(firm, address=_firm(chance, firm.town).address)
    return Customer(
        id="",
        name=_name(firm, chance, again=again),
        tax_id=None if lost(0.3) else _written_tax_id(firm.tax_id, chance),
        phone=None if lost(0.15) else _written_phone(firm.phone, chance),
        bank_account=None if lost(0.5) else _written_account(firm.account, chance),
        address=None if lost(0.2) else _written_address(firm, chance),
    )


def _name(firm: Firm, chance: random.Random, *, again: bool) -> str:
    core, form = firm.core, firm.form
    if again and chance.random() < 0.25:
        core = _typo(core, chance)
    if again and chance.random() < 0.2:
        form = ""
    if again and chance.random() < 0.04:
        core = core[:2]
    place = chance.choice([firm.town, firm.town + "市", firm.town + "市", TOWNS[firm.town][0] + firm.town + "市"])
    turn = chance.random()
    if turn < 0.15:
        name = f"{core}({firm.town}){form}" if turn < 0.07 else f"{core}（{firm.town}）{form}"
    elif turn < 0.3 and again:
        name = core + form
    else:
        name = place + core + form
    name += firm.branch
    if again and chance.random() < 0.12:
        name = "".join(_TRADITIONAL.get(mark, mark) for mark in name)
    if chance.random() < 0.05:
        at = chance.randrange(len(name))
        name = name[:at] + chance.choice([" ", "　", "·"]) + name[at:]
    return name


def _typo(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice(MARKS) + text[at + (kind == 2) :]


def _written_tax_id(tax_id: str, chance: random.Random) -> str:
    turn = chance.random()
    if turn < 0.04:
        at = chance.randrange(8, 18)
        return tax_id[:at] + chance.choice(_CODE) + tax_id[at + 1 :]
    if turn < 0.08:
        return tax_id[2:17]  # the number of before 2015
    return tax_id.lower() if turn < 0.1 else f"{tax_id[:8]} {tax_id[8:]}" if turn < 0.13 else tax_id


def _written_phone(phone: str, chance: random.Random) -> str:
    turn = chance.random()
    if turn < 0.03:
        at = chance.randrange(len(phone) - 4, len(phone))
        return phone[:at] + chance.choice("0123456789") + phone[at + 1 :]
    if "-" in phone:
        area, local = phone.split("-")
        return chance.choice(
            [
                phone,
                phone,
                f"({area}){local}",
                f"+86 {area[1:]} {local}",
                area + local,
                local,
                f"{phone}-{chance.randint(1, 899)}",
                f"{phone}转{chance.randint(1, 899)}",
            ]
        )
    return chance.choice(
        [
            phone,
            phone,
            phone,
            f"+86 {phone}",
            f"{phone[:3]} {phone[3:7]} {phone[7:]}",
            f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
            f"0{phone}",
        ]
    )


def _written_account(account: str, chance: random.Random) -> str:
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4)) if chance.random() < 0.3 else account


def _written_address(firm: Firm, chance: random.Random) -> str:
    district, road, number, room = firm.address
    head = chance.choice(
        [
            TOWNS[firm.town][0] + firm.town + "市" + district,
            firm.town + "市" + district,
            firm.town + district,
            district,
            "",
        ]
    )
    tail = chance.choice(
        [f"{number}号{room}室", f"{number}号{room}室", f"{number}号 {room}", f"{number}号", f"{number}-{room}"]
    )
    return head + road + tail
