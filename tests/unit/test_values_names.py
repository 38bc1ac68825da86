"""Names of firms by example: what each part of the key holds."""

from __future__ import annotations

import pytest

from salessupport.domain.values.names import NameKey, name_key, same_party
from salessupport.domain.values.regions import split_region


class TestNameKey:
    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("深圳市华为技术有限公司", NameKey("华为技术", "有限公司", "深圳")),
            ("广东省深圳市華為技術有限責任公司", NameKey("华为技术", "有限公司", "深圳")),
            ("华为技术有限公司", NameKey("华为技术", "有限公司")),
            ("華為技術（深圳）有限公司", NameKey("华为技术", "有限公司", brackets=("深圳",))),
            ("华为技术〔深圳市〕有限公司", NameKey("华为技术", "有限公司", brackets=("深圳",))),
            ("华为技术有限公司北京市分公司", NameKey("华为技术", "有限公司", branch="北京分公司")),
            ("华为技术有限公司（北京分公司）", NameKey("华为技术", "有限公司", branch="北京分公司")),
            ("华为上海市办事处", NameKey("华为", branch="上海办事处")),
            ("中国银行股份有限公司上海市浦东支行", NameKey("中国银行", "股份有限公司", branch="上海浦东支行")),
            ("中国银行上海市分行", NameKey("中国银行", branch="上海分行")),
            ("海尔（集团）股份公司", NameKey("海尔", "集团股份有限公司")),
            ("海尔集团股份有限公司", NameKey("海尔", "集团股份有限公司")),
            ("上海市场营销有限公司", NameKey("市场营销", "有限公司", "上海")),
            ("华为分公司", NameKey("华为", branch="分公司")),
            ("宏发五金厂", NameKey("宏发五金", "厂")),
            ("Acme Trading Co., Ltd.", NameKey("ACMETRADING", "LTD")),
            ("ＡＣＭＥ　Trading　Limited", NameKey("ACMETRADING", "LTD")),
            ("Acme (China) Inc.", NameKey("ACME", "INC", brackets=("CHINA",))),
            ("B&Q (China) B&Q LLC", NameKey("B&QB&Q", "LLC", brackets=("CHINA",))),
            ("Salta Ltd", NameKey("SALTA", "LTD")),
            ("Saltd", NameKey("SALTD")),
            ("鉅晶電子", NameKey("鉅晶电子")),
            ("⼀心堂", NameKey("一心堂")),
            ("买买提·艾山", NameKey("买买提艾山")),
        ],
    )
    def test_parts(self, name: str, key: NameKey) -> None:
        """Each name falls into core, legal form, region, branch and brackets."""
        assert name_key(name) == key

    @pytest.mark.parametrize("name", ["有限公司", "上海有限公司", "北京", "集团", "厂", "分公司", "Ltd"])
    def test_core_is_never_cut_away(self, name: str) -> None:
        """A name that is nothing but a form or a region keeps a core."""
        assert name_key(name).core != ""


class TestSameParty:
    @pytest.mark.parametrize(
        "other",
        [
            "深圳市华微技术有限公司",
            "深圳市华为技术股份有限公司",
            "上海华为技术有限公司",
            "深圳华为技术有限公司龙岗分公司",
        ],
    )
    def test_close_names_are_others(self, other: str) -> None:
        """A name one character away, of another form or region, or of a branch, is another party."""
        assert not same_party("深圳市华为技术有限公司", other)

    def test_ways_of_writing_are_one(self) -> None:
        """The ways in which one name is written are one party."""
        assert same_party("深圳市华为技术有限公司", " 深圳 華為技術有限責任公司。")


class TestRegions:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("吉林市吉华", ("吉林市", "吉华")),
            ("吉林省吉林市吉华", ("吉林市", "吉华")),
            ("吉林省吉华", ("吉林", "吉华")),
            ("昆山市同济", ("昆山", "同济")),
            ("江苏省昆山市同济", ("昆山", "同济")),
            ("昆山同济", ("", "昆山同济")),
            ("阿里巴巴", ("", "阿里巴巴")),
            ("阿里地区水务", ("阿里地区", "水务")),
            ("上海南京路餐饮", ("上海", "南京路餐饮")),
            ("新疆维吾尔自治区伊犁哈萨克自治州水务", ("伊犁", "水务")),
            ("香港特别行政区航运", ("香港", "航运")),
            ("北京市", ("", "北京市")),
            ("", ("", "")),
        ],
    )
    def test_split(self, text: str, expected: tuple[str, str]) -> None:
        """A region is known with or without the word of its level, where that can be told."""
        assert split_region(text) == expected
