"""Master data of the demo: products at three tax rates, salespeople, and customers with a habit each.

A habit says how a customer pays; the first habits of the list are the awkward ones, so that each occurs whatever the
seed is, and most customers pay in time.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from attrs import frozen

from salessupport.books.demo import names
from salessupport.books.demo.clerk import ABROAD, HOME, Clerk
from salessupport.domain.facts import Customer, Product, Salesperson
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Ratio

_GOODS = (
    "减速电机 台 186000", "变频器 台 320000", "气缸 件 21800", "电磁阀 件 16500", "深沟球轴承 套 4680",
    "直线导轨 根 39500", "联轴器 套 12800", "温度传感器 支 9900", "压力变送器 台 84000", "不锈钢球阀 件 27600",
    "输送带 米 15400", "控制柜 台 1260000", "触摸屏 台 218000", "伺服驱动器 台 465000", "过滤器 套 33800",
    "液压油泵 台 248000", "密封件 包 7900", "电缆 米 1860", "工业风机 台 352000",
)  # fmt: skip
_AT_NINE = ("设备安装 项 480000", "货物运输 趟 126000", "厂房管线改造 项 960000")
_AT_SIX = ("技术服务 人日 150000", "操作培训 人日 98000", "软件维护 年 1800000")
_RATES = ((_GOODS, "0.13"), (_AT_NINE, "0.09"), (_AT_SIX, "0.06"))

_PEOPLE = 6
SELLERS, MANAGERS = "TC-1", "TC-2"
"""The plans of salespeople and of their manager."""
_AWKWARD = (
    "punctual", "punctual", "bundles", "bundles", "lump", "lump", "parts", "rounding", "late", "late", "catalogue",
    "corrected", "parent", "sister", "bills", "bills", "stopped", "disputing", "dishonoured", "overpaying",
    "contracts", "contracts", "abroad", "abroad", "abroad", "abroad",
)  # fmt: skip
_LONG_TERMS = frozenset({"lump", "parts", "catalogue", "corrected", "bills"})
_BUSY = frozenset({"bundles", "lump", "corrected", "bills", "catalogue"})
_QUIET = frozenset({"stopped", "disputing", "dishonoured", "contracts"})


@frozen
class Party:
    """A customer, how it pays, and how many orders it places in twelve months."""

    customer: Customer
    habit: str
    orders: int

    @property
    def currency(self) -> str:
        """What it pays in."""
        return self.customer.currency or HOME


def products(clerk: Clerk) -> tuple[Product, ...]:
    """Write the products: net list prices in company currency."""
    rows = [(goods, rate) for entries, rate in _RATES for goods in entries]
    made = tuple(_product(index, goods, rate) for index, (goods, rate) in enumerate(rows, 1))
    clerk.note("products", *made)
    return made


def _product(index: int, goods: str, rate: str) -> Product:
    name, unit, minor = goods.split()
    price = Decimal(minor).scaleb(-2)
    return Product(
        id=f"P{index:03d}",
        name=name,
        spec=f"XN-{index * 7 % 90 + 10}",
        unit=unit,
        list_price=Price(price),
        floor_price=Price(price * Decimal("0.85")),
        purchase_price=Price(price * Decimal("0.62")),
        tax_rate=Ratio(Decimal(rate)),
        lead_days=5 + index % 10,
        standing_stock=index % 3 == 0,
    )


def salespeople(clerk: Clerk) -> tuple[Salesperson, ...]:
    """Write the salespeople, the first of them the manager, who is under a plan of his own."""
    made = tuple(_salesperson(index) for index in range(_PEOPLE))
    clerk.note("salespeople", *made)
    return made


def _salesperson(index: int) -> Salesperson:
    return Salesperson(
        id=f"S{index + 1:02d}",
        name=names.person(index),
        region=("华东", "华南", "华中")[index % 3],
        manager="S01" if index else None,
        plan=SELLERS if index else MANAGERS,
        joined_on=date(2018 + index, 3, 1),
    )


def parties(clerk: Clerk, people: tuple[Salesperson, ...], count: int) -> tuple[Party, ...]:
    """Write `count` customers and give them with their habits; those beyond the awkward ones are punctual."""
    habits = [*_AWKWARD, *["punctual"] * max(0, count - len(_AWKWARD))][:count]
    made = tuple(_party(clerk.dice, index, habit, people) for index, habit in enumerate(habits))
    clerk.note("customers", *(party.customer for party in made))
    return made


def _party(dice: Random, index: int, habit: str, people: tuple[Salesperson, ...]) -> Party:
    abroad = habit == "abroad"
    region, name, code = ("海外", names.firm_abroad(index), None) if abroad else names.firm(dice, index)
    orders = 24 if habit in _BUSY else 9 if habit in _QUIET else dice.choice((5, 8, 12, 16))
    customer = Customer(
        id=f"C{index + 1:03d}",
        name=name,
        tax_id=code,
        class_="A" if orders > 12 else "B" if orders > 8 else "C",
        region=region,
        salesperson=people[index % len(people)].id,
        currency=ABROAD if abroad else None,
        credit_limit=Money(20_000_000 if abroad else 100_000_000 + orders * 5_000_000, ABROAD if abroad else HOME),
        credit_days=60 if habit in _LONG_TERMS or abroad else 30,
        address="1 Example Road" if abroad else f"{region}市示例路 {index + 1} 号",
        contact=names.person(index + 5),
        phone=names.telephone(dice),
        email=f"accounts{index + 1}@example.com",
        bank_account=names.account(dice),
        aliases=(f"{name[:-4]}财务部",) if habit == "bundles" else (),
        on_hold_reason="长期拖欠，停止发货" if habit == "stopped" else None,
    )
    return Party(customer, habit, orders)
