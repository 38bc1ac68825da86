"""Profiles: two exported tables read by their columns, matched, and written as pairs; every fault in one report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from salessupport.desk.profile import ProfileAnswer, match_profile
from salessupport.desk.profile_tables import read_tables
from salessupport.domain.values.errors import ConfigError, FileError, InputError, StoreFull, ValidationReport

PROFILE = """
[open_items]
file = "items.csv"
id = "No"
customer = "Customer"
references = ["Billing Number", "Order"]
amount = "Amount"
currency = "Currency"
issued_on = "Date"

[receipts]
file = "bank.csv"
id = "Line"
payer_account = "Account"
payer_name = "Name"
remittance = "Memo"
amount = "Amount"
currency = "Currency"
received_on = "Day"

[options]
tolerance = "10.00"
"""
ITEMS = "No,Customer,Billing Number,Order,Amount,Currency,Date\n"
ITEM_1 = "1,A,4290123456,,1234.50,CNY,20260501\n"
ITEM_2 = "2,A,8812345670,HT-2026-7,24168654.34,JPY,2026-05-01\n"
BANK = "Line,Account,Name,Memo,Amount,Currency,Day\n"
LINE_1 = "r1,6222,A Ltd,pay 4290123456,1234.50,CNY,2026/06/01\n"
LINE_2 = "r2,6222,A Ltd,8812345670,24168654.339999998,JPY,20260601\n"


def run(
    folder: Path, *, items: str = ITEM_1 + ITEM_2, bank: str = LINE_1 + LINE_2, profile: str = PROFILE
) -> ProfileAnswer:
    """Write the three files and match them."""
    (folder / "items.csv").write_text(ITEMS + items, encoding="utf-8")
    (folder / "bank.csv").write_text(BANK + bank, encoding="utf-8")
    (folder / "p.toml").write_text(profile, encoding="utf-8")
    return match_profile(folder / "p.toml", folder / "pairs.csv")


def written(folder: Path) -> list[dict[str, str]]:
    """The rows of the pairs."""
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def codes(error: pytest.ExceptionInfo[ValidationReport]) -> list[tuple[str, str]]:
    """Code and place of every finding."""
    return [(finding.code, str(finding.place)) for finding in error.value.findings]


class TestPairs:
    """What is written."""

    def test_pairs_have_the_columns_of_the_contract(self, tmp_path: Path) -> None:
        """Receipt, item, amount in major units, status, score and reason."""
        answer = run(tmp_path)
        first, second = written(tmp_path)
        assert list(first) == ["receipt", "open_item", "amount", "status", "score", "reason"]
        assert [*first.values()][:5] == ["r1", "1", "1234.50", "certain", "1000"]
        assert first["reason"].startswith("the payer quotes 4290123456; ")
        assert [*second.values()][:4] == ["r2", "2", "24168654.34", "certain"]
        assert answer.statuses == {"certain": 2}

    def test_what_was_taken_for_granted_is_said(self, tmp_path: Path) -> None:
        """Yen with sen and residue of binary floating point are read exactly, with a warning each."""
        findings = run(tmp_path).findings
        assert {(finding.code, finding.level) for finding in findings} == {
            ("match.finer_amounts", "warning"),
            ("number.residue", "warning"),
        }
        assert read_tables(tmp_path / "p.toml").receipts[1].amount == 2_416_865_434

    def test_ambiguous_receipts_show_every_pair(self, tmp_path: Path) -> None:
        """An ambiguous receipt stands once for each item that it may pay; what is not matched is left out."""
        items = "1,A,HT1,,500.00,CNY,20260501\n2,A,HT1,,500.00,CNY,20260501\n"
        run(tmp_path, items=items, bank="r1,,,HT1,500.00,CNY,20260601\nr2,,,,1.00,CNY,20260601\n")
        assert [(row["receipt"], row["open_item"], row["status"]) for row in written(tmp_path)] == [
            ("r1", "1", "ambiguous"),
            ("r1", "2", "ambiguous"),
        ]

    def test_labels_that_look_like_formulas_are_neutralised(self, tmp_path: Path) -> None:
        """An id that a spreadsheet program would run stands behind an apostrophe."""
        run(tmp_path, items="=1+1,A,4290123456,,1234.50,CNY,20260501\n", bank=LINE_1)
        assert written(tmp_path)[0]["open_item"] == "'=1+1"

    def test_workbooks_are_read_as_well(self, tmp_path: Path) -> None:
        """The same tables as sheets of a workbook give the same pairs."""
        run(tmp_path)
        expected = (tmp_path / "pairs.csv").read_bytes()
        book = Workbook()
        book.remove(book.worksheets[0])
        for name in ("items", "bank"):
            sheet = book.create_sheet(name)
            for row in csv.reader((tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()):
                sheet.append(row)
        book.save(tmp_path / "both.xlsx")
        form = PROFILE.replace('"items.csv"', '"both.xlsx"\nsheet = "items"')
        run(tmp_path, profile=form.replace('"bank.csv"', '"both.xlsx"\nsheet = "bank"'))
        assert (tmp_path / "pairs.csv").read_bytes() == expected

    def test_aliases_name_the_payer(self, tmp_path: Path) -> None:
        """A payer under an alias of the customer is known; without any evidence the amount alone is nobody's."""
        profile = PROFILE.replace('"Order"]', "]").replace(", ]", "]") + ""
        named = profile.replace("[receipts]", 'aliases = ["Order"]\n[receipts]', 1)
        line = "r1,,Agency B Ltd,,1234.50,CNY,20260601\n"
        items = "1,A,4290123456,Agency A Ltd;Agency B Ltd,1234.50,CNY,20260501\n"
        assert run(tmp_path, items=items, bank=line, profile=named).statuses == {"probable": 1}
        assert run(tmp_path, items=items, bank=line, profile=profile).statuses == {"none": 1}

    def test_a_currency_may_be_given_for_all(self, tmp_path: Path) -> None:
        """Without columns of currencies, the options name the one."""
        profile = PROFILE.replace('currency = "Currency"\n', "") + 'currency = "CNY"\n'
        assert run(tmp_path, items=ITEM_1, bank=LINE_1, profile=profile).statuses == {"certain": 1}


class TestCells:
    """What cannot be read is refused, all at once."""

    def test_all_bad_cells_come_in_one_report(self, tmp_path: Path) -> None:
        """Each bad cell is named by file, row and column, and nothing is written."""
        items = "1,A,x,,12x,CNY,20260501\n1,A,x,,1,RMB,20261301\n,A,x,,1.2345678,CNY,\n4,,x,,1,,\n"
        long, control = "m" * 10_001, "a\x01b"
        bank = f"r1,,,{long},1,CNY,20260601\nr2,,,{control},,CNY,20260601\nr3,,,,9999999999999999,CNY,\n"
        with pytest.raises(ValidationReport) as error:
            run(tmp_path, items=items, bank=bank)
        assert codes(error) == [
            ("text.too_long", "bank.csv:2:Memo"),
            ("field.missing", "bank.csv:3:Amount"),
            ("text.control", "bank.csv:3:Memo"),
            ("money.range", "bank.csv:4:Amount"),
            ("money.format", "items.csv:2:Amount"),
            ("currency.unknown", "items.csv:3:Currency"),
            ("date.invalid", "items.csv:3:Date"),
            ("id.duplicate", "items.csv:3:No"),
            ("number.no_residue", "items.csv:4:Amount"),
            ("field.missing", "items.csv:4:No"),
            ("field.missing", "items.csv:5:Currency"),
            ("field.missing", "items.csv:5:Customer"),
        ]
        assert all(finding.message("zh_CN") and finding.message("en") for finding in error.value.findings)
        assert not (tmp_path / "pairs.csv").exists()

    @pytest.mark.parametrize(
        ("amount", "minor"), [('"1,234.50"', 123_450), ("１２３４.5", 123_450), ("-0.10", -10), ("0", 0)]
    )
    def test_amounts_are_exact(self, tmp_path: Path, amount: str, minor: int) -> None:
        """Thousands, full-width digits, signs and zero are read; zero and negative receipts are `none`."""
        answer = run(tmp_path, items=ITEM_1, bank=f"r1,,,,{amount},CNY,20260601\n")
        assert read_tables(tmp_path / "p.toml").receipts[0].amount == minor
        assert answer.statuses == {"none": 1}

    def test_remittance_as_long_as_allowed_is_read(self, tmp_path: Path) -> None:
        """Ten thousand characters are matched like any other text."""
        text = "4290123456 " + "9" * 9_989
        assert run(tmp_path, items=ITEM_1, bank=f"r1,,,{text},1234.50,CNY,20260601\n").statuses == {"certain": 1}

    def test_missing_columns_are_named(self, tmp_path: Path) -> None:
        """Columns of both tables that are not there come in one report."""
        with pytest.raises(ValidationReport) as error:
            run(tmp_path, profile=PROFILE.replace('"No"', '"Nr"').replace('"Memo"', '"Text"'))
        assert codes(error) == [("column.missing", "bank.csv:1:Text"), ("column.missing", "items.csv:1:Nr")]


class TestProfiles:
    """Profiles that cannot be used."""

    @pytest.mark.parametrize(
        ("was", "becomes", "where"),
        [
            ('id = "No"', "", "open_items.id"),
            ('amount = "Amount"', "amount = 3", "open_items.amount"),
            ('customer = "Customer"', "", "open_items.customer"),
            ('"items.csv"', '"/etc/items.csv"', "open_items.file"),
            ('"items.csv"', '"../items.csv"', "open_items.file"),
            ('["Billing Number", "Order"]', "[]", "open_items.references"),
            ('remittance = "Memo"', 'remitance = "Memo"', "receipts.remitance"),
            ('tolerance = "10.00"', "tolerance = 10.5", "options.tolerance"),
            ('tolerance = "10.00"', 'tolerance = "-1"', "options.tolerance"),
            ('tolerance = "10.00"', 'currency = "RMB"', "options.currency"),
            ('tolerance = "10.00"', "window_days = -1", "options.window_days"),
            ('id = "Line"', 'id = "Line"\nencoding = "ebcdic"', "receipts.encoding"),
            ("[options]", "[option]", "option"),
        ],
    )
    def test_each_fault_names_its_key(self, tmp_path: Path, was: str, becomes: str, where: str) -> None:
        """One fault is a `ConfigError` at the key."""
        with pytest.raises(ConfigError) as error:
            run(tmp_path, profile=PROFILE.replace(was, becomes, 1))
        assert (error.value.code, error.value.path) == ("layout.invalid", f"p.toml:{where}")

    def test_all_faults_come_at_once(self, tmp_path: Path) -> None:
        """A profile without anything has one finding for each thing that is needed."""
        with pytest.raises(ValidationReport) as error:
            run(tmp_path, profile="options = 3\n")
        places = [str(finding.place) for finding in error.value.findings]
        assert {"p.toml:open_items", "p.toml:receipts.amount", "p.toml:options"} <= set(places)

    def test_what_is_no_toml_says_so(self, tmp_path: Path) -> None:
        """A broken profile is a `ConfigError` with the parser's word."""
        with pytest.raises(ConfigError, match=r"layout\.invalid"):
            run(tmp_path, profile="[open_items")

    def test_missing_files_are_named(self, tmp_path: Path) -> None:
        """The profile or a table that is not there is `file.not_found`, both tables in one report."""
        with pytest.raises(FileError, match=r"file\.not_found"):
            match_profile(tmp_path / "p.toml", tmp_path / "pairs.csv")
        (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
        with pytest.raises(InputError) as error:
            match_profile(tmp_path / "p.toml", tmp_path / "pairs.csv")
        assert isinstance(error.value, ValidationReport)
        assert [finding.code for finding in error.value.findings] == ["file.not_found"] * 2

    def test_what_cannot_be_written_is_said(self, tmp_path: Path) -> None:
        """A folder that is not there is `StoreFull`."""
        run(tmp_path)
        with pytest.raises(StoreFull):
            match_profile(tmp_path / "p.toml", tmp_path / "nowhere" / "pairs.csv")
