"""Customers entered twice, by example: what is a candidate and why, who is let in, and merges taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dirty_customers import dirty_customers
from salessupport.domain.consistency import aliases as consistency
from salessupport.domain.customers import admit, alias_faults, duplicates, resolve
from salessupport.domain.customers.card import card_of
from salessupport.domain.facts import Customer, Facts, RegisterAlias
from salessupport.domain.history import History
from salessupport.domain.values.errors import Conflict, NotFound
from salessupport.domain.values.policies import Company

TAX = "91440300708461136T"
HUAWEI = "深圳市华为技术有限公司"


def customer(name: str, number: str = "A", **more: Any) -> Customer:
    """A customer of this name."""
    return Customer(id=number, name=name, **more)


def reasons(one: Customer, other: Customer) -> dict[str, int]:
    """The reasons for which two customers may be one; none if they are no candidate."""
    found = duplicates([one, other])
    return {reason.kind: reason.weight for candidate in found for reason in candidate.reasons}


def alias(
    kept: str, other: str, since: str = "2026-01-01", until: str | None = None, number: str = ""
) -> RegisterAlias:
    """A merge of `other` into `kept`."""
    return RegisterAlias(
        id=number or f"{other}>{kept}",
        customer=kept,
        alias=other,
        valid_from=date.fromisoformat(since),
        valid_to=date.fromisoformat(until) if until else None,
        by="王敏",
        reason="同一税号",
    )


def history(*aliases: RegisterAlias) -> History:
    """A history of customers A, B, C, D and these merges."""
    customers = tuple(customer(f"客户{number}", number) for number in "ABCD")
    return History(Company(name="Example Trading"), Facts(customers=customers, register_aliases=aliases))


class TestNames:
    @pytest.mark.parametrize(
        ("other", "kind"),
        [
            ("深圳市華為技術有限公司", "name"),
            ("华为技术（深圳）有限责任公司", "name"),
            ("广东省深圳市 华为技术", "name"),
            ("ＨＵＡ", None),
            ("华为技", None),
            ("深圳市华为技木服务有限公司", None),
            ("上海华为技术有限公司", None),
            ("深圳市华为技术有限公司龙岗分公司", None),
        ],
    )
    def test_name_alone(self, other: str, kind: str | None) -> None:
        """A name alone makes a candidate in all its spellings; another region or a branch is another customer."""
        assert next(iter(reasons(customer(HUAWEI), customer(other, "B"))), None) == kind

    def test_an_empty_core_still_compares(self) -> None:
        """Names of nothing but punctuation are compared as written."""
        assert reasons(customer("--"), customer("--", "B")) == {"name": 560}
        assert reasons(customer("--"), customer("..", "B")) == {}

    @pytest.mark.parametrize(
        ("one", "other", "kind"),
        [
            ("深圳华为通信有限公司", "深圳华微通信有限公司", "name_near"),
            ("深圳华盛通信科技有限公司", "深圳华圣通信科技有限公司", "name_near"),
            ("宏发", "宏达", "name_near"),
            ("华为", "深圳华为通信技术有限公司", "name_part"),
            ("华为通技", "华为通信科技", "name_part"),
            ("深圳华盛恒泰通信科技有限公司", "深圳华盛恒达通信科贸有限公司", "name_other"),
            ("深圳华盛恒泰通信器材制造有限公司", "深圳华盛恒泰通讯器材制作有限公司", "name_near"),
            ("深圳宏发贸易有限公司", "上海宏发贸易有限公司", "name_elsewhere"),
            ("深圳宏发贸易有限公司", "上海宏达贸易有限公司", "name_other"),
            ("丰", "盛丰贸易", "name_other"),
        ],
    )
    def test_names_under_one_phone_and_account(self, one: str, other: str, kind: str) -> None:
        """Where phone and account are the same, the names' likeness is said beside them."""
        shared = {"phone": "13800138000", "bank_account": "6222021234567890"}
        assert kind in reasons(customer(one, **shared), customer(other, "B", **shared))

    def test_legal_forms(self) -> None:
        """Another legal form is said and weighs against."""
        found = reasons(customer(HUAWEI), customer("深圳市华为技术股份有限公司", "B"))
        assert found == {"name": 660, "legal_form": -80}


class TestNumbers:
    @pytest.mark.parametrize(
        ("other", "kind"),
        [
            ("9144 0300-7084 61136t", "tax_id"),
            ("440300708461136", "organisation"),
            ("91440300708461163T", "tax_id_slip"),
            ("9144030070846113T", "tax_id_slip"),
            ("110101197403071234", "tax_id_other"),
            ("GB1234567", "tax_id_other"),
        ],
    )
    def test_tax_ids(self, other: str, kind: str) -> None:
        """Tax numbers are equal, of one organisation, a slip apart, or others."""
        more = {"phone": "13800138000", "bank_account": "6222021234567890"}
        assert kind in reasons(customer(HUAWEI, tax_id=TAX, **more), customer(HUAWEI, "B", tax_id=other, **more))

    def test_two_valid_tax_ids_are_two_firms(self) -> None:
        """Equal names with two valid tax numbers are no candidate."""
        assert reasons(customer(HUAWEI, tax_id=TAX), customer(HUAWEI, "B", tax_id="91110000600037341L")) == {}

    def test_a_resident_has_no_organisation(self) -> None:
        """Digits within an identity number are no organisation code."""
        assert card_of(customer("张三", tax_id="11010119740307123X")).organisation == ""

    @pytest.mark.parametrize("nothing", [None, "", "无", "-", "000000000", "12345"])
    def test_what_says_nothing(self, nothing: str | None) -> None:
        """Numbers that stand for none are not compared."""
        more = {"tax_id": nothing, "bank_account": nothing, "phone": nothing}
        assert reasons(customer("甲贸易", **more), customer("乙科技", "B", **more)) == {}

    @pytest.mark.parametrize(
        "text",
        [
            "0755-26780808", "(0755) 26780808", "+86 755 2678 0808", "0086-755-26780808", "０７５５－２６７８０８０８",
            "0755-26780808-801", "0755-26780808转801", "0755 26780808 ext. 8", "无 / 0755-26780808",
        ],
    )  # fmt: skip
    def test_phones(self, text: str) -> None:
        """A phone is the same in all its spellings, and without its area."""
        assert card_of(customer("甲", phone=text)).phones == ("75526780808",)
        local = customer("甲贸易", phone="26780808", bank_account="6222021234567890")
        other = customer("乙科技", "B", phone=text, bank_account="6222 0212 3456 7890")
        assert reasons(local, other) == {"bank_account": 500, "phone": 420, "name_other": -250}

    def test_a_mobile_phone_with_country(self) -> None:
        """A mobile number loses its country code, and a leading 86 that is its own stays."""
        assert card_of(customer("甲", phone="8613800138000;8675526")).phones == ("13800138000", "8675526")

    def test_other_values_weigh_against(self) -> None:
        """Other phones, accounts and addresses are said too."""
        one = customer(HUAWEI, phone="13800138000", bank_account="6222021234567890", address="人民路12号")
        other = customer(HUAWEI, "B", phone="13900139000", bank_account="6222021234567000", address="和平路12号")
        assert reasons(one, customer(HUAWEI, "B")) == {"name": 660}
        assert reasons(one, other) == {}
        assert reasons(one, customer(HUAWEI, "B", phone=other.phone, address=other.address)) == {
            "name": 660,
            "address_other": -60,
            "phone_other": -50,
        }
        assert "account_other" in reasons(one, customer(HUAWEI, "B", bank_account=other.bank_account))


class TestAddresses:
    @pytest.mark.parametrize(
        ("other", "kind"),
        [
            ("广东省深圳市南山区科技园路８号 301 室", "address"),
            ("科技园路8号301室", "address"),
            ("南山科技园路8号 301", "address_near"),
            ("南山区科技园路8号", "address_near"),
            ("南山区科技园路8号302室", None),
            ("南山区科技园路83号01室", "address_other"),
            ("南山区大学村", "address_other"),
        ],
    )
    def test_spellings(self, other: str, kind: str | None) -> None:
        """Addresses are compared by road, house and room; another room of the same house says nothing."""
        more = {"phone": "13800138000", "bank_account": "6222021234567890"}
        one = customer(HUAWEI, address="深圳市南山区科技园路8号301室", **more)
        found = reasons(one, customer(HUAWEI, "B", address=other, **more))
        assert [name for name in found if name.startswith("address")] == ([kind] if kind else [])

    def test_two_numbers_stay_two(self) -> None:
        """A blank or hyphen between numbers parts them, elsewhere it falls away."""
        assert card_of(customer("甲", address="- 中山路 8-3, 5 楼")).street == "中山路8 3 5楼"
        assert card_of(customer("甲", address="村口")).street == ""


class TestMeeting:
    @pytest.mark.parametrize(
        ("shared", "other"),
        [
            ({"phone": "0755-26780808"}, {"phone": "26780808"}),
            ({"bank_account": "6222021234567890"}, {"bank_account": "6222 0212 3456 7890"}),
            ({"address": "深圳市南山区科技园路8号"}, {"address": "科技园路8号"}),
            ({"address": "南山区大学村"}, {"address": "南山区 大学村"}),
            ({"tax_id": TAX}, {"tax_id": TAX[2:17]}),
        ],
    )
    def test_one_shared_value_is_enough(self, shared: dict[str, str], other: dict[str, str]) -> None:
        """Two short names one character apart are compared where any one value is shared, in whatever spelling."""
        assert "name_near" in reasons(customer("宏发贸易", **shared), customer("宏达贸易", "B", **other))
        assert reasons(customer("宏发贸易"), customer("宏达贸易", "B")) == {}

    def test_very_many_under_one_phone(self) -> None:
        """Under the phone of an agency those are compared whose names begin alike, wherever they stand."""
        marks = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"
        rows = [customer(f"{mark}贸易", f"M{at}", phone="13800138000") for at, mark in enumerate(marks)]
        pair = [customer("宏发五金", "A", phone="13800138000"), customer("宏发五京", "Z", phone="13800138000")]
        found = {(one.first, one.second): one.score for one in duplicates([pair[0], *rows, pair[1]])}
        assert found["A", "Z"] == 720
        assert len(found) <= 3 * (len(rows) + 2)


class TestRanking:
    def test_rank_reasons_and_values(self) -> None:
        """Blocks come first, then by score; reasons the weightiest first, with the values as written."""
        rows = [
            customer(HUAWEI, "C", tax_id=TAX, phone="0755-26780808"),
            customer("甲贸易有限公司", "B", tax_id=TAX.lower()),
            customer("华为技术", "A", phone="26780808"),
        ]
        first, second = duplicates(rows)
        assert (first.first, first.second, first.score, first.blocks) == ("B", "C", 1000, True)
        assert (second.first, second.second, second.score, second.blocks) == ("A", "C", 980, False)
        assert [(one.kind, one.first, one.second) for one in second.reasons] == [
            ("name", "华为技术", HUAWEI),
            ("phone", "26780808", "0755-26780808"),
        ]
        assert "26780808" in second.reasons[1].message("en")
        assert second.reasons[1].message("zh_CN").startswith("电话相同")

    def test_the_same_id_twice(self) -> None:
        """Two rows of one id are refused."""
        with pytest.raises(Conflict) as error:
            duplicates([customer("甲"), customer("乙")])
        assert (error.value.code, error.value.path) == ("customer.twice", "A")

    def test_nobody(self) -> None:
        """No customers, no candidates."""
        assert duplicates([]) == ()

    def test_merged_ones_are_left_out(self) -> None:
        """A merge that runs on settles its pair, and a pair of ids merged into one; a merge taken back does not."""
        rows = [customer(HUAWEI, number) for number in "ABC"]
        assert [(one.first, one.second) for one in duplicates(rows, aliases=[alias("A", "B")])] == [
            ("A", "C"),
            ("B", "C"),
        ]
        assert duplicates(rows, aliases=[alias("A", "B"), alias("A", "C")]) == ()
        assert len(duplicates(rows, aliases=[alias("A", "B", until="2026-06-30")])) == 3


class TestAdmit:
    def test_an_equal_tax_id_is_refused(self) -> None:
        """An equal tax number is refused whatever reason is given."""
        with pytest.raises(Conflict) as error:
            admit(customer("甲", "Z", tax_id=TAX), [customer(HUAWEI, tax_id=TAX)], reason="另一家")
        assert (error.value.code, error.value.context["other"]) == ("customer.exists", "A")

    def test_a_likely_one_needs_a_reason(self) -> None:
        """A candidate is let in only with a reason, and is then given."""
        rows = [customer(HUAWEI, "M"), customer("乙", "N")]
        for number in ("A", "Z"):
            with pytest.raises(Conflict) as error:
                admit(customer(HUAWEI, number), rows, reason=" ")
            assert (error.value.code, error.value.context["other"]) == ("customer.similar", "M")
        assert [one.score for one in admit(customer(HUAWEI, "Z"), rows, reason="另一家")] == [660]

    def test_others_do_not_matter(self) -> None:
        """Candidates among the other customers do not keep a new one out."""
        assert admit(customer("丙", "Z"), [customer(HUAWEI), customer(HUAWEI, "B")]) == ()


class TestResolve:
    @pytest.mark.parametrize(
        ("on", "kept"), [("2025-12-31", "B"), ("2026-01-01", "A"), ("2026-06-30", "A"), ("2026-07-01", "B")]
    )
    def test_from_first_to_last_day(self, on: str, kept: str) -> None:
        """An id stands for the kept one from the first to the last day of its row; taking it back restores both."""
        books = history(alias("A", "B", until="2026-06-30"))
        assert resolve(books, "B", date.fromisoformat(on)) == kept
        assert resolve(books, "A", date.fromisoformat(on)) == "A"

    def test_for_ever(self) -> None:
        """A row without an end holds for ever, and the merged customer stays in the books."""
        books = history(alias("A", "B"))
        assert resolve(books, "B", date.max) == "A"
        assert books.customer("B").name == "客户B"

    def test_unknown_ids(self) -> None:
        """An unknown id, asked for or kept, is an error."""
        with pytest.raises(NotFound):
            resolve(history(), "X", date(2026, 1, 1))
        with pytest.raises(NotFound):
            resolve(history(alias("X", "B")), "B", date(2026, 1, 1))

    def test_as_it_was_known(self) -> None:
        """A merge is known from its first day on, and not before."""
        books = history(alias("A", "B", "2026-05-01"))
        known = [books.known_by(date(2026, month, 30)) for month in (4, 5)]
        assert [resolve(one, "B", date(2026, 6, 1)) for one in known] == ["B", "A"]

    def test_faults_of_others(self) -> None:
        """A fault of other rows does not keep a merge from holding."""
        assert resolve(history(alias("A", "D"), alias("A", "B"), alias("C", "B")), "D", date(2026, 2, 1)) == "A"

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([alias("A", "B"), alias("C", "A")], "alias.chain"),
            ([alias("A", "B"), alias("B", "A")], "alias.cycle"),
            ([alias("B", "B")], "alias.cycle"),
            ([alias("A", "B"), alias("C", "B")], "alias.twice"),
        ],
    )
    def test_faults_are_errors(self, rows: list[RegisterAlias], code: str) -> None:
        """What does not lead to one kept customer is an error; other customers are not touched by it."""
        with pytest.raises(Conflict) as error:
            resolve(history(*rows), "B", date(2026, 2, 1))
        assert error.value.code == code
        assert resolve(history(*rows), "D", date(2026, 2, 1)) == "D"


class TestFaults:
    @pytest.mark.parametrize(
        ("rows", "codes"),
        [
            ([], []),
            ([alias("A", "B"), alias("A", "C")], []),
            ([alias("A", "B", until="2026-03-31"), alias("C", "B", "2026-04-01")], []),
            ([alias("A", "B", until="2026-03-31"), alias("C", "A", "2026-04-01")], []),
            ([alias("A", "B", until="2025-12-31")], [(0, "valid_to", "date.order")]),
            (
                [alias("A", "B"), alias("C", "B", "2026-04-01")],
                [(0, "alias", "alias.twice"), (1, "alias", "alias.twice")],
            ),
            ([alias("A", "B"), alias("C", "A", "2026-04-01")], [(0, "customer", "alias.chain")]),
            ([alias("A", "B", until="2026-04-01"), alias("C", "A", "2026-04-01")], [(0, "customer", "alias.chain")]),
            (
                [alias("B", "A"), alias("C", "B"), alias("A", "C")],
                [(0, "customer", "alias.cycle"), (1, "customer", "alias.cycle"), (2, "customer", "alias.cycle")],
            ),
            (
                [alias("B", "A"), alias("C", "B"), alias("B", "C")],
                [(0, "customer", "alias.chain"), (1, "customer", "alias.cycle"), (2, "customer", "alias.cycle")],
            ),
            (
                [alias("B", "A", until="2026-02-01"), alias("C", "B"), alias("A", "C", "2026-03-01")],
                [(0, "customer", "alias.chain"), (1, "customer", "alias.chain")],
            ),
        ],
    )
    def test_of_a_register(self, rows: list[RegisterAlias], codes: list[tuple[int, str, str]]) -> None:
        """Every row that takes part in a fault is named; merges one after the other are none."""
        assert [(one.at, one.column, one.code) for one in alias_faults(rows)] == codes
        assert [(one.row, one.column, one.code) for one in consistency.faults(history(*rows))] == codes


class TestQuality:
    @pytest.mark.parametrize("seed", [3, 4])
    def test_f1_on_dirty_customers(self, seed: int) -> None:
        """Of invented customers entered carelessly, candidates and truth agree (F1) to 0.95 at least."""
        dirty = dirty_customers(3000, seed=seed)
        found = {(one.first, one.second) for one in duplicates(dirty.customers)}
        assert 2 * len(found & dirty.pairs) / (len(found) + len(dirty.pairs)) >= 0.95
