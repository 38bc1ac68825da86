"""Amounts in Chinese capital words, by the examples of the People's Bank."""

from __future__ import annotations

import pytest

from salessupport.domain.values.errors import InvalidMoney
from salessupport.domain.values.money import Money
from salessupport.domain.values.words import amount_in_words, parse_words


class TestWriting:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            ("1409.50", "壹仟肆佰零玖元伍角"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
            ("107000.53", "壹拾万柒仟元零伍角叁分"),
            ("107000.00", "壹拾万零柒仟元整"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("10001.05", "壹万零壹元零伍分"),
        ],
    )
    def test_writes_as_the_rules_for_bills(self, amount: str, words: str) -> None:
        """The examples of the rules come out letter by letter, each 零 that may be written among them."""
        assert amount_in_words(Money.parse(amount, "CNY")) == words

    @pytest.mark.parametrize(
        ("amount", "words"),
        [("1680.32", "壹仟陆佰捌拾元叁角贰分"), ("107000.53", "壹拾万柒仟元伍角叁分"), ("107000", "壹拾万柒仟元整")],
    )
    def test_short_leaves_open_zeros_out(self, amount: str, words: str) -> None:
        """The short style omits a 零 that the rules do not ask for."""
        assert amount_in_words(Money.parse(amount, "CNY"), zeros="short") == words

    @pytest.mark.parametrize(
        ("minor", "words"),
        [
            (0, "零元整"),
            (1, "壹分"),
            (10, "壹角"),
            (-520, "负伍元贰角"),
            (9007199254740993, None),
            (999999999999999, "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
            (100000000000000, "壹万亿元整"),
            (10000000500, "壹亿零伍元整"),
        ],
    )
    def test_edges(self, minor: int, words: str | None) -> None:
        """Zero, single fen, negative and the largest amounts are exact; beyond the bound there is no Money."""
        if words is None:
            with pytest.raises(InvalidMoney):
                Money(minor, "CNY")
        else:
            assert amount_in_words(Money(minor, "CNY")) == words


class TestReading:
    @pytest.mark.parametrize(
        "words",
        ["人民币壹拾万零柒仟元伍角叁分", "壹拾万柒仟圆零伍角叁分", "壹拾万柒仟元伍角叁分"],
    )
    def test_reads_every_permitted_writing(self, words: str) -> None:
        """All writings that the rules permit for one amount are read as it."""
        assert parse_words(words) == Money(10700053, "CNY")

    def test_zheng_may_follow_jiao(self) -> None:
        """整 or 正 may follow the last 角."""
        assert parse_words("壹佰元伍角正") == parse_words("壹佰元伍角") == Money(10050, "CNY")

    @pytest.mark.parametrize(
        "words",
        [
            "",
            "元",
            "元整",
            "拾元整",
            "壹佰伍元整",
            "壹元",
            "壹元伍分",
            "零伍分",
            "壹元零角",
            "负零元整",
            "一百元整",
            "壹佰元整整",
            "壹拾壹佰元整",
            "壹亿万亿元整",
            "壹拾万零柒仟元零伍角叁分",
            "壹" * 5000,
        ],
    )
    def test_refuses_what_no_bank_would_take(self, words: str) -> None:
        """Missing or doubled zeros, missing endings, plain numerals and wrong orders are refused."""
        with pytest.raises(InvalidMoney) as caught:
            parse_words(words)
        assert caught.value.code == "words.invalid"
        assert caught.value.message("zh_CN")

    def test_refuses_what_money_cannot_hold(self) -> None:
        """Well-formed words of more than the bound of money are out of range."""
        with pytest.raises(InvalidMoney) as caught:
            parse_words("壹亿亿元整")
        assert caught.value.code == "money.range"
