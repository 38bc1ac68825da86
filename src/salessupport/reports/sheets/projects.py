"""20__项目 (S14, CO-07, AR-15): the contracts of a year as projects, and those carried over from the years before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve

from salessupport.domain.contracts.progress import ContractProgress
from salessupport.domain.contracts.projects import YearProjects
from salessupport.domain.schedule import Part
from salessupport.domain.values.money import Money
from salessupport.reports import terms
from salessupport.reports.sheet import Imprint, Paragraph, Row, Sheet, SheetColumn, SheetContent, Words
from salessupport.reports.sheets.contract_words import EACH_CURRENCY, STAGES, Names, blocks, joined, waiver_words

PROJECTS = Sheet(
    name_zh="项目",
    name_en="Projects",
    title_zh="项目汇总表",
    title_en="Projects",
    landscape=True,
    columns=(
        SheetColumn("project_no", "项目编号", "Project", width=14),
        SheetColumn("contract", "合同号", "Contract", width=16),
        SheetColumn("customer", "客户", "Customer", width=24),
        SheetColumn("rep", "业务员", "Salesperson", width=12),
        SheetColumn("amount", "合同额", "Amount", "money", 15, total="sum"),
        SheetColumn("signed", "签订日期", "Signed", "date", 12),
        SheetColumn("delivery", "交货期", "Delivery", "date", 12),
        SheetColumn("terms", "付款方式", "Terms", width=13),
        SheetColumn("prepaid", "预付到款", "Prepaid", "money", 15, total="sum"),
        SheetColumn("pickup", "提货到款", "Pick-up paid", "money", 15, total="sum"),
        SheetColumn("tail", "尾款到款", "Tail paid", "money", 15, total="sum"),
        SheetColumn("purchase_price", "最终采购价", "Purchase price", "money", 15, total="sum"),
        SheetColumn("floor_price", "最低成交价", "Floor price", "money", 15, total="sum"),
        SheetColumn("waivers", "特批及提示", "Waivers and flags", "words", 22),
        SheetColumn("stage", "进度", "Stage", width=11, vocabulary=STAGES),
    ),
)

_FIGURES: Mapping[str, Callable[[ContractProgress], Money | None]] = {
    "amount": lambda one: one.view.amount,
    "prepaid": lambda one: one.paid["prepayment"],
    "pickup": lambda one: one.paid["pickup"],
    "tail": lambda one: one.paid["tail"],
    "purchase_price": lambda one: one.project.purchase_price if one.project is not None else None,
    "floor_price": lambda one: one.project.floor_price if one.project is not None else None,
}
_NOTE = Paragraph(
    (
        "上年结转 = 以前年度签订、年初尚未全部交货并结清的合同。采购价和最低成交价为核对原件后登记的最后一次。",
        "Carried over: not delivered and settled when the year began. Prices: the last check against the original.",
    )
)


def projects_sheet(projects: YearProjects, *, names: Names, imprint: Imprint) -> SheetContent:
    """Lay out the projects of a year, new and carried over apart, with a block for each currency."""
    year = projects.year.name
    found = []
    for words, contracts in (
        (("本年签订", "Signed in the year"), projects.signed),
        (("上年结转", "Carried over"), projects.carried),
    ):
        found += blocks(
            contracts,
            lambda one: _row(one, names),
            _FIGURES,
            currency_of=lambda one: one.view.currency,
            empty=names.currency,
            heading=words,
        )
    return SheetContent(
        sheet=evolve(
            PROJECTS,
            name_zh=f"{year}项目",
            name_en=f"Projects {year}",
            title_zh=f"{year} 项目汇总表",
            title_en=f"Projects {year}",
        ),
        company=imprint.company,
        fields=((terms.period(projects.year.first, projects.year.last), EACH_CURRENCY), imprint.fields()),
        blocks=found,
        remarks=(_NOTE,),
    )


def _row(one: ContractProgress, names: Names) -> Row:
    minor = {key: None if (money := figure(one)) is None else money.minor for key, figure in _FIGURES.items()}
    return (
        one.view.project_no,
        one.contract.id,
        names.customer(one.contract.customer),
        names.salesperson(one.salesperson),
        minor["amount"],
        one.contract.signed_on,
        one.view.deliver_on,
        _terms(one),
        minor["prepaid"],
        minor["pickup"],
        minor["tail"],
        minor["purchase_price"],
        minor["floor_price"],
        joined([*waiver_words(one.waived), *_flags(one)]),
        one.stage,
    )


def _terms(one: ContractProgress) -> str:
    """The instalments as agreed, in per cent or as fixed amounts: `30/60/10`."""
    return "/".join(_share(part, one.view.currency) for part in one.plan)


def _share(part: Part, currency: str) -> str:
    if part.fixed is not None:
        return terms.grouped(Money(part.fixed, currency))
    tenths = round((part.share or 0) * 1000)  # a fraction is rounded exactly
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def _flags(one: ContractProgress) -> list[Words]:
    """What the check of the configuration list found (CO-07)."""
    flags: list[Words] = []
    if one.project is not None and one.project.matches is False:
        flags.append(("配置清单与原件不符", "List differs from the original"))
    floor = _FIGURES["floor_price"](one)
    if floor is not None and one.view.amount < floor:
        flags.append(("低于最低成交价", "Below the floor price"))
    return flags
