"""`company.toml`: read with all faults at once, written so that it reads back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from salessupport.books.company import Settings, company_toml, read_settings
from salessupport.domain.values.errors import ConfigError, ValidationReport
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Ratio


def read(folder: Path, text: str) -> Settings:
    """Read settings from a text."""
    (folder / "company.toml").write_text(text, "utf-8")
    return read_settings(folder)


def faults(folder: Path, text: str) -> dict[str, Finding]:
    """Give the findings of a text by key."""
    with pytest.raises(ValidationReport) as caught:
        read(folder, text)
    return {finding.place.column: finding for finding in caught.value.findings}


class TestReading:
    def test_the_documented_file_gives_the_shipped_defaults(self, tmp_path: Path) -> None:
        """The example of the books' page, word for word, is the default of every policy."""
        text = """
            name = "上海某某实业有限公司"
            tax_id = "…"
            currency = "CNY"
            timezone = "Asia/Shanghai"
            [policies]
            terms = "30/60/10"
            tax_rounding = "per_row"
            ageing = [30, 60, 90]
            full_invoice_threshold = "0.90"
            instalment_split = "largest_remainder"
            discount_split = "largest_remainder"
            tolerance = "0.00"
            appropriation = "costs,interest,principal"
            interest_per_day = "0"
            allocation = "exact-then-oldest"
            bank_fee = "ours"
            overdue_hold_days = 0
            overdue_hold_amount = "0.00"
            self_approval = "refused"
            inspection = "required"
            discount_days = "calendar"
            confirmations = "customer"
            signature_days = 3
            driver_data_days = 90
        """
        expected = Company(name="上海某某实业有限公司", tax_id="…")
        assert read(tmp_path, text) == Settings(expected, "utf-8")

    def test_a_name_is_enough(self, tmp_path: Path) -> None:
        """Whatever is left out has its default; a byte order mark does no harm."""
        (tmp_path / "company.toml").write_bytes('\ufeffname = "a"'.encode())
        assert read_settings(tmp_path).company == Company(name="a")

    def test_every_policy_can_be_set(self, tmp_path: Path) -> None:
        """Values take the types of their policies."""
        text = """name = "a"
            encoding = "GBK"
            [policies]
            ageing = [15, 45]
            tolerance = 1
            interest_per_day = "0.0005"
            appropriation = "principal, interest, costs"
            full_invoice_threshold = "85%"
            self_approval = "reported"
            inspection = "off"
            discount_days = "next_workday"
            confirmations = "customer, production"
            signature_days = 0
            driver_data_days = 30
        """
        settings = read(tmp_path, text)
        policies = Policies(
            ageing=(15, 45), tolerance=Decimal(1), interest_per_day=Decimal("0.0005"),
            appropriation=("principal", "interest", "costs"), full_invoice_threshold=Ratio(Decimal("0.85")),
            self_approval="reported", inspection="off", discount_days="next_workday",
            confirmations=("customer", "production"), signature_days=0, driver_data_days=30,
        )  # fmt: skip
        assert (settings.company.policies, settings.encoding) == (policies, "gb18030")

    def test_all_faults_are_reported_at_once(self, tmp_path: Path) -> None:
        """Unknown keys, wrong values, floats and an unknown currency stand in one report, each at its key."""
        text = """nome = "a"
            currency = "RMB"
            timezone = "Mars/Olympus"
            encoding = "latin-1"
            tax_id = 7
            [policies]
            tolerence = "1.00"
            tolerance = 0.5
            terms = "30/60"
            ageing = [60, 30]
            bank_fee = "nobody"
            overdue_hold_days = true
            full_invoice_threshold = "13"
            appropriation = "costs"
            self_approval = "allowed"
            inspection = true
            discount_days = 0
            confirmations = "customer,,rep"
            signature_days = "3"
            driver_data_days = -1
        """
        found = faults(tmp_path, text)
        assert {column: finding.code for column, finding in found.items()} == {
            "nome": "field.unknown",
            "name": "field.missing",
            "currency": "currency.unknown",
            "timezone": "policy.value",
            "encoding": "policy.value",
            "tax_id": "type.wrong",
            "policies.tolerence": "policy.unknown",
            "policies.tolerance": "policy.value",
            "policies.terms": "policy.value",
            "policies.ageing": "policy.value",
            "policies.bank_fee": "policy.value",
            "policies.overdue_hold_days": "policy.value",
            "policies.full_invoice_threshold": "rate.range",
            "policies.appropriation": "policy.value",
            "policies.self_approval": "policy.value",
            "policies.inspection": "policy.value",
            "policies.discount_days": "policy.value",
            "policies.confirmations": "policy.value",
            "policies.signature_days": "policy.value",
            "policies.driver_data_days": "policy.value",
        }
        assert "tolerance" in found["policies.tolerence"].message("en")
        assert "CNY" in found["currency"].message("zh_CN")

    @pytest.mark.parametrize("terms", ["100", "40/60", "30/60/10", "0/100"])
    def test_terms_have_up_to_three_parts(self, terms: str, tmp_path: Path) -> None:
        """One to three whole shares that add up to 100 are terms; a zero share is one."""
        assert read(tmp_path, f'name = "a"\npolicies.terms = "{terms}"').company.policies.terms == terms

    @pytest.mark.parametrize("terms", ["25/25/25/25", "30/60/9", "", "30/70/", "33.3/66.7", "-10/110"])
    def test_other_terms_are_refused(self, terms: str, tmp_path: Path) -> None:
        """A fourth part has nothing that it falls due on; shares are whole and make 100."""
        found = faults(tmp_path, f'name = "a"\npolicies.terms = "{terms}"')
        assert {column: finding.code for column, finding in found.items()} == {"policies.terms": "policy.value"}

    @pytest.mark.parametrize("text", ["", "  "])
    def test_nobody_may_have_to_confirm(self, text: str, tmp_path: Path) -> None:
        """Empty `confirmations` name no party, not a party without a name."""
        assert read(tmp_path, f'name = "a"\npolicies.confirmations = "{text}"').company.policies.confirmations == ()

    def test_policies_must_be_a_table(self, tmp_path: Path) -> None:
        """`policies = 1` is a fault of its key, not a crash."""
        assert faults(tmp_path, 'name = "a"\npolicies = 1')["policies"].code == "type.wrong"

    @pytest.mark.parametrize("content", [b"name = ", b'name = "\xff"', b"a = 1\na = 2"])
    def test_what_is_no_toml_is_refused(self, content: bytes, tmp_path: Path) -> None:
        """Broken TOML and bytes that are no UTF-8 are `company.invalid`."""
        (tmp_path / "company.toml").write_bytes(content)
        with pytest.raises(ConfigError, match=r"company\.invalid"):
            read_settings(tmp_path)

    @pytest.mark.parametrize("folder", [".", "none"])
    def test_a_folder_without_it_is_no_books_folder(self, folder: str, tmp_path: Path) -> None:
        """A missing file and a missing folder say that these are no books."""
        with pytest.raises(ConfigError, match=r"company\.missing"):
            read_settings(tmp_path / folder)


class TestWriting:
    @pytest.mark.parametrize(
        "settings",
        [
            Settings(Company(name='a "b" \\c', tax_id="91310000", currency="JPY", timezone="UTC"), "gb18030"),
            Settings(Company(name="甲", policies=Policies(ageing=(1,), tolerance=Decimal("0.05"), terms="100"))),
            Settings(Company(name="甲", policies=Policies(confirmations=(), inspection="off", signature_days=0))),
            Settings(Company(name="甲", policies=Policies(confirmations=("customer", "生产"), terms="50/50"))),
        ],
    )
    def test_written_settings_read_back(self, settings: Settings, tmp_path: Path) -> None:
        """Every policy is written, and reading gives the same settings."""
        text = company_toml(settings)
        assert read(tmp_path, text) == settings
        assert text.count("  # ") == len(text.strip().splitlines()) - 2
