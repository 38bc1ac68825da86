"""The contract and receipt sheets read back from their workbooks: S12, S13, S14, S15, S16, S17, S52."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from openpyxl import load_workbook

from salessupport.domain.contracts.collection import collection
from salessupport.domain.contracts.progress import progress_of_all
from salessupport.domain.contracts.projects import projects_of_year
from salessupport.domain.contracts.receipts import ReceiptSplits, receipt_splits
from salessupport.domain.contracts.statistics import contract_statistics
from salessupport.domain.facts import Facts
from salessupport.domain.values.dates import Period
from salessupport.domain.values.messages import Language
from salessupport.domain.values.words import parse_words
from salessupport.reports.checks import check
from salessupport.reports.sheet import Imprint, SheetContent
from salessupport.reports.sheets.collection import collection_sheets
from salessupport.reports.sheets.contract_statistics import statistics_sheet
from salessupport.reports.sheets.contract_words import Names
from salessupport.reports.sheets.contracts import performance_sheet, register_sheet
from salessupport.reports.sheets.projects import projects_sheet
from salessupport.reports.sheets.receipt_notice import receipt_notice
from salessupport.reports.sheets.receipts_detail import receipts_detail
from salessupport.reports.xlsx import write_workbook
from support.agreements import FACTS, office, part, yuan
from support.recalculated import OFFICE, figures, recalculate

IMPRINT = Imprint("上海远瞻机械股份有限公司", date(2026, 11, 3), "王芳", "李建国")
OCTOBER, YEAR = Period.parse("2026-10"), Period.parse("2026")


def contents(facts: Facts = FACTS) -> dict[str, SheetContent]:
    """Every sheet of the small office; of the notices those of SK-09 and SK-10."""
    history, ledger = office(facts)
    names = Names.of(history)
    contracts = progress_of_all(history, ledger)
    clearance, tails = collection_sheets(collection(history, ledger, YEAR), year=YEAR, names=names, imprint=IMPRINT)
    return {
        "S12": performance_sheet(contracts, names=names, as_of=ledger.as_of, imprint=IMPRINT),
        "S13": statistics_sheet(contract_statistics(history, ledger, YEAR), period=YEAR, names=names, imprint=IMPRINT),
        "S14": projects_sheet(projects_of_year(history, ledger, contracts, YEAR), names=names, imprint=IMPRINT),
        "S15": clearance,
        "S15t": tails,
        "S16": register_sheet(contracts, names=names, as_of=ledger.as_of, imprint=IMPRINT),
        "S52": receipts_detail(splits(facts), numbers=NUMBERS, period=OCTOBER, names=names, imprint=IMPRINT),
        **{name: notice(name, facts) for name in NUMBERS if facts.receipts},
    }


def splits(facts: Facts = FACTS) -> tuple[ReceiptSplits, ...]:
    """The receipts of October."""
    return receipt_splits(*office(facts), OCTOBER)


def notice(name: str, facts: Facts = FACTS) -> SheetContent:
    """The notice of a receipt."""
    [found] = [each for each in splits(facts) if each.receipt.id == name]
    return receipt_notice(found, number=NUMBERS[name], names=Names.of(office(facts)[0]), imprint=IMPRINT)


NUMBERS = {
    each.receipt.id: f"DK-2026-{number:04d}" for number, each in enumerate(receipt_splits(*office(), OCTOBER), 1)
}


def read(tmp_path: Path, content: SheetContent, language: Language = "zh_CN", *, data_only: bool = True) -> Any:
    """Write a content and give its cells as rows of values."""
    path = tmp_path / "sheet.xlsx"
    write_workbook(path, [content], language=language, created=date(2026, 11, 3))
    sheet: Any = load_workbook(path, data_only=data_only).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def texts(rows: list[list[Any]]) -> list[str]:
    """All texts of a sheet."""
    return [cell for row in rows for cell in row if isinstance(cell, str)]


class TestPerformance:
    def test_columns_are_those_of_the_paper(self, tmp_path: Path) -> None:
        """S12's columns stand in its order."""
        header = read(tmp_path, contents()["S12"])[4]
        assert header[:4] == ["合同编号", "客户", "签订日期", "品名/数量/单价/金额"]
        assert header[7:14] == [
            "合同金额",
            "发货金额",
            "开票金额",
            "收款：预付款",
            "收款：提货款",
            "收款：尾款",
            "未收款",
        ]

    def test_one_row_per_contract(self, tmp_path: Path) -> None:
        """Goods, money by nature, balance, rate and issues of a contract."""
        rows = {row[0]: row for row in read(tmp_path, contents()["S12"])}
        assert rows["HT-01"][3] == "离心泵 IS80 2 × 40000 = 80,000.00\n密封件 10 × 2000 = 20,000.00"
        assert rows["HT-01"][6:14] == [
            "离心泵 IS80 2/2\n密封件 10/10", 100000, 100000, 100000, 30000, 60000, 5000, 5000,
        ]  # fmt: skip
        assert rows["HT-02"][14:] == [
            0.25,
            "交货逾期，约定 2026-08-31；临时授权到期 SQ-2；未决 第二批发货日期待客户确认",
        ]
        assert rows["HT-03"][15] == "特批先执行"
        assert rows["合计 CNY"][7:14] == [167500, 112500, 143000, 67400, 74800, 5300, 20000]
        assert rows["合计 USD"][13] == 14000

    def test_balance_is_a_formula(self, tmp_path: Path) -> None:
        """Balance = amount - what was paid, by nature."""
        rows = read(tmp_path, contents()["S12"], data_only=False)
        assert rows[5][13] == "=ROUND(H6-K6-L6-M6,2)"

    def test_contract_of_no_amount_has_no_rate(self) -> None:
        """Of a contract without amount there is no rate."""
        history, ledger = office()
        [one] = [one for one in progress_of_all(history, ledger) if one.contract.id == "HT-03"]
        free = evolve(
            one, view=evolve(one.view, amount=yuan("0", "USD")), paid=dict.fromkeys(one.paid, yuan("0", "USD"))
        )
        content = performance_sheet([free], names=Names.of(history), as_of=ledger.as_of, imprint=IMPRINT)
        assert content.blocks[0].rows[0][14] is None


class TestRegister:
    def test_register_of_a_contract(self, tmp_path: Path) -> None:
        """Title, class, term, money, goods, stage and number in the archive."""
        rows = {row[0]: row for row in read(tmp_path, contents()["S16"])}
        assert rows["HT-01"][1:3] == ["水泵采购合同", "设备"]
        assert rows["HT-01"][6:10] == [100000, 100000, 95000, 5000]
        assert rows["HT-01"][12:] == ["已交货", "A-2026-01"]
        assert rows["HT-05"][9] == -500
        assert rows["合计 CNY"][6:10] == [167500, 143000, 148000, 19500]


class TestStatistics:
    def test_groups_and_totals(self, tmp_path: Path) -> None:
        """By region and by salesperson, with the same totals; the total's rate stands beneath."""
        rows = read(tmp_path, contents()["S13"])
        assert [row[0] for row in rows[5:11]] == [
            "按片区 CNY",
            "华北一区",
            "合计 CNY",
            "按业务员 CNY",
            "华北一区",
            "合计 CNY",
        ]
        assert rows[7][2:] == [2, 107500, 3, 157500, 120000, 37500, 2, 1, None]
        assert rows[10][2:] == rows[7][2:]
        assert rows[9] == ["华北一区", "张伟", 2, 107500, 3, 157500, 120000, 37500, 2, 1, 0.5]
        assert "CNY 合计按期履行率：1 ÷ 2 = 50.00%" in texts(rows)
        assert "USD：本期无应交货合同。" in texts(rows)


class TestProjects:
    def test_new_and_carried_over(self, tmp_path: Path) -> None:
        """Signed in the year and carried over stand apart, with prices, waivers, flags and stage."""
        rows = {row[1]: row for row in read(tmp_path, contents()["S14"]) if row[1]}
        assert rows["HT-01"][0] == "XM-2026-001"
        assert rows["HT-01"][7:] == [
            "30/60/10", 30000, 60000, 5000, 70000, 105000, "配置清单与原件不符；低于最低成交价", "已交货",
        ]  # fmt: skip
        assert rows["HT-02"][7] == "50/40/10"
        assert rows["HT-03"][13] == "特批先执行"
        found = texts(read(tmp_path, contents()["S14"]))
        assert [text for text in found if text.startswith(("本年签订", "上年结转 "))][:3] == [
            "本年签订 CNY",
            "本年签订 USD",
            "上年结转 CNY",
        ]
        assert "2026 项目汇总表" in found

    def test_terms_as_agreed(self, tmp_path: Path) -> None:
        """Instalments that are no whole per cent show one tenth, fixed ones their amount, whatever changed later."""
        fixed = evolve(part("HT-05", 3, "date", "0"), share=None, amount=yuan("1200"))
        thirds = (*(part("HT-05", no, "signing", share) for no, share in ((1, "0.333"), (2, "0.667"))), fixed)
        rows = {row[1]: row for row in read(tmp_path, contents(evolve(FACTS, instalments=thirds))["S14"])}
        assert rows["HT-05"][7] == "33.3/66.7/1,200.00"


class TestCollection:
    def test_clearance_and_tails(self, tmp_path: Path) -> None:
        """Each part with due, paid so far and balance; both sheets name the year's sum."""
        found = contents()
        rows = read(tmp_path, found["S15"])
        pickup = next(row for row in rows if row[1] == "SK-05")
        assert pickup[3:] == ["HT-02", 2, FACTS.customers[0].name, "电汇", "提货款", 10000, 20000, 10000, 10000]
        assert next(row for row in rows if row[1] == "SK-07")[5] == "未知付款人"
        tails = read(tmp_path, found["S15t"])
        assert [row[1] for row in tails[5:7]] == ["SK-09", "SK-02"]
        assert tails[6][6:] == ["承兑汇票", 5000, 10000, 5000, 5000]
        for each in (rows, tails):
            assert "全年到款 CNY 115,849.00 = 清欠 110,549.00 + 尾款 5,300.00" in texts(each)


class TestNotice:
    def test_notice_of_a_receipt(self, tmp_path: Path) -> None:
        """Number, day, payer, account and method stand over the splits, the amount in words beneath."""
        found = texts(read(tmp_path, notice("SK-02")))
        for text in ("单号：DK-2026-0002", "到款日期：2026-10-10", "付款单位：北京远山财务公司", "付款账号：6222 0001"):
            assert text in found
        assert "到款方式：承兑汇票" in found
        assert "到款金额：65,000.00 CNY（大写：人民币陆万伍仟元整）" in found
        assert any(text.startswith("通知业务员签收") for text in found)
        assert parse_words("陆万伍仟元整") == yuan("65000")

    def test_splits_of_a_notice(self, tmp_path: Path) -> None:
        """Each split has nature, project, contract, instalment, salesperson, amount; the total is what is placed."""
        rows = read(tmp_path, notice("SK-02"))
        assert rows[7] == [1, "提货款", "XM-2026-001", "HT-01", 2, FACTS.customers[0].name, "张伟", 60000]
        assert rows[9][7] == 65000

    def test_unplaced_money_and_other_currencies(self, tmp_path: Path) -> None:
        """What is on nothing yet is no split; other currencies have no words."""
        rows = read(tmp_path, notice("SK-06"))
        assert rows[8][7] == 6000
        assert "到款金额：8,000.00 USD" in texts(rows)
        assert "已分配 6,000.00 = 到款 8,000.00 − 未分配 2,000.00" in texts(rows)

    def test_bank_fee(self, tmp_path: Path) -> None:
        """A fee that we bear is named."""
        found = texts(read(tmp_path, notice("SK-10"), "en"))
        assert "Splits 300.00 = amount 295.00 + bank fee 5.00 - unplaced 0.00" in found

    def test_money_of_nobody(self, tmp_path: Path) -> None:
        """An unidentified receipt has a notice with a total of zero."""
        rows = read(tmp_path, notice("SK-07"))
        assert rows[8][7] == 0
        assert "付款单位：未知付款人" in texts(rows)

    def test_detail_sums_to_the_notices(self) -> None:
        """S52's totals are those of the notices of the month, and with what is unplaced all that was received."""
        detail = {block.currency: block.totals for block in contents()["S52"].blocks}
        notices: dict[str, int] = {}
        for name in NUMBERS:
            [block] = notice(name).blocks
            notices[block.currency] = notices.get(block.currency, 0) + block.totals["amount"]
        assert {currency: totals["amount"] for currency, totals in detail.items()} == notices
        for currency, totals in detail.items():
            received = sum(each.settles.minor for each in splits() if each.settles.currency == currency)
            assert totals["amount"] + totals["unplaced"] == received

    def test_detail_names_the_notice(self, tmp_path: Path) -> None:
        """Each part of S52 stands under its notice's number."""
        rows = read(tmp_path, contents()["S52"])
        assert rows[5][:3] == [rows[5][0], "DK-2026-0001", "SK-09"]
        assert rows[5][6:] == ["预付款", 2400, None]


class TestEverySheet:
    @pytest.mark.parametrize("language", ["zh_CN", "en"])
    def test_empty_office_has_zero_totals(self, tmp_path: Path, language: Language) -> None:
        """Without contracts and receipts every sheet has its header and totals of zero."""
        for name, content in contents(Facts()).items():
            assert all(value == 0 for block in content.blocks for value in block.totals.values()), name
            assert read(tmp_path, content, language)[0][0] == IMPRINT.company

    @pytest.mark.parametrize("name", sorted(contents()))
    def test_header_block_names_everything(self, tmp_path: Path, name: str) -> None:
        """Company, title, period or day, unit, prepared, checked and date stand over every table, in both languages."""
        content = contents()[name]
        check(content)
        found = texts(read(tmp_path, content)[:6])
        for label in ("单位：", "制表：王芳", "审核：李建国", "日期：2026-11-03"):
            assert any(text.startswith(label) for text in found)
        english = texts(read(tmp_path, content, "en")[:6])
        assert any(text.startswith("Prepared by") for text in english)

    def test_sheets_do_not_load_the_writer(self) -> None:
        """Declaring and filling the sheets needs no workbook library."""
        modules = ("collection", "contract_statistics", "contracts", "projects", "receipt_notice", "receipts_detail")
        imports = ", ".join(f"salessupport.reports.sheets.{name}" for name in modules)
        code = f"import sys, {imports}; print({{'xlsxwriter', 'openpyxl'}} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert done.stdout.strip() == "set()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All sheets, before and after LibreOffice."""
    folder = tmp_path_factory.mktemp("contracts")
    recalculate(folder, {name: [content] for name, content in contents().items()})
    yield folder
    shutil.rmtree(folder)


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is absent: the contract sheets are not recalculated")
class TestRecalculation:
    @pytest.mark.parametrize("name", sorted(contents()))
    def test_formulas_give_their_cached_values(self, folder: Path, name: str) -> None:
        """Every formula cell, calculated by another program, equals the domain's figure."""
        compared = list(figures(folder, name))
        assert compared
        assert [place for place, cached, anew in compared if cached != anew] == []
