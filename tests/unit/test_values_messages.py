"""Errors, findings and their texts: one catalogue, two languages, nothing lost on the way through a pickle."""

from __future__ import annotations

import copy
import json
import pickle
import pkgutil
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from string import Formatter

import pytest

from salessupport.domain.values import catalogue, errors
from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.domain.values.messages import codes, text_of
from salessupport.domain.values.money import Money

CODES = list(codes())
SUBJECTS = [import_module(f"{catalogue.__name__}.{module.name}") for module in pkgutil.iter_modules(catalogue.__path__)]
CONTEXT: dict[str, object] = {"value": "x", "day": "2026-01-01", "amount": Money(1, "CNY"), "rate": Decimal("0.1")}


def every_error() -> Iterator[type[SalesSupportError]]:
    """Yield every class of the tree of errors, but the report, which is made of findings."""
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, SalesSupportError) and kind is not ValidationReport:
            yield kind


def fields(template: str) -> set[str]:
    """Give the names that a text takes from its context; the hint is the one that each language has for itself."""
    return {name.removesuffix("_zh") for _, name, _, _ in Formatter().parse(template) if name}


class TestCatalogue:
    @pytest.mark.parametrize(("code", "chinese", "english"), CODES, ids=[code for code, _, _ in CODES])
    def test_both_languages(self, code: str, chinese: str, english: str) -> None:
        """Every code has a Chinese and an English text that speak of the same values and can be said without them."""
        assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*", code)
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert re.fullmatch("[^\u3000-\u9fff\uff00-\uffef]+", english)
        assert fields(chinese) == fields(english)
        for language in ("zh_CN", "en"):
            said = text_of(code, language, {})
            assert said
            assert "{" not in said

    def test_no_code_in_two_subjects(self) -> None:
        """No code stands in two files of the catalogue, where the later would hide the earlier."""
        listed = [code for subject in SUBJECTS for code in subject.TEXTS]
        assert len(listed) == len(set(listed)) == len(CODES)

    def test_sorted(self) -> None:
        """The codes come sorted, as the reference prints them."""
        assert [code for code, _, _ in CODES] == sorted(code for code, _, _ in CODES)


class TestErrors:
    @pytest.mark.parametrize("kind", list(every_error()), ids=lambda kind: kind.__name__)
    def test_pickles_and_copies(self, kind: type[SalesSupportError]) -> None:
        """Every error keeps type, code, path and context through a pickle and a deep copy."""
        error = kind("money.float", path="$.lines[2].amount", **CONTEXT)
        for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert type(again) is kind
            assert (again.code, again.path, again.context) == ("money.float", "$.lines[2].amount", CONTEXT)
            assert str(again) == str(error)

    @pytest.mark.parametrize("kind", list(every_error()), ids=lambda kind: kind.__name__)
    def test_as_json(self, kind: type[SalesSupportError]) -> None:
        """Every error is plain JSON with both texts, its place before them, and says that nothing was done."""
        error = kind("money.float", path="a.csv:3", value="0.1")
        shown = json.loads(json.dumps(error.as_json()))
        assert (shown["error"], shown["code"], shown["outcome"]) == (kind.__name__, "money.float", "NOT_DONE")
        assert (shown["message"], shown["message_zh"]) == (error.message("en"), error.message("zh_CN"))
        assert all(shown[key].startswith("a.csv:3: ") and "0.1" in shown[key] for key in ("message", "message_zh"))

    def test_a_report_keeps_its_findings(self) -> None:
        """A report of several findings survives a pickle and shows each of them."""
        findings = (Finding("money.float", Place("a.csv", 3, "amount")), Finding("date.invalid", Place("a.csv", 2)))
        report = pickle.loads(pickle.dumps(ValidationReport(findings)))
        assert report.findings == findings
        assert report.context == {"count": 2}
        assert [each["where"] for each in report.as_json()["findings"]] == ["a.csv:3:amount", "a.csv:2"]

    def test_the_map_names_the_tree(self) -> None:
        """The map at the head of the module names every class."""
        named = set(re.findall(r"\b[A-Z]\w*[a-z]\w*\b", (errors.__doc__ or "").split("The text comes")[0]))
        classes = {kind.__name__ for kind in every_error()} | {"ValidationReport"}
        assert classes - named == set()


class TestFindings:
    def test_message_holds_value_and_context(self) -> None:
        """The text of a finding is filled from its cell and its context."""
        finding = Finding("money.scale", Place(), value="0.005", context={"currency": "CNY", "digits": 2})
        for language in ("zh_CN", "en"):
            assert all(part in finding.message(language) for part in ("0.005", "2", "CNY"))

    @pytest.mark.parametrize(
        ("place", "written"),
        [
            (Place(), ""),
            (Place("a.csv"), "a.csv"),
            (Place("a.csv", 3), "a.csv:3"),
            (Place("a.csv", 3, "金额"), "a.csv:3:金额"),
            (Place("a.xlsx", 3, "金额", sheet="Sheet1"), "a.xlsx[Sheet1]:3:金额"),
        ],
    )
    def test_places(self, place: Place, written: str) -> None:
        """A place reads as file, sheet, row and column, as far as they are known."""
        assert str(place) == written

    def test_order_of_reading(self) -> None:
        """Findings sort by file, sheet, row as a number, column and code."""
        places = [
            Place("a.csv"),
            Place("a.csv", 2),
            Place("a.csv", 10, "a"),
            Place("a.csv", 10, "b"),
            Place("b.csv", 1),
        ]
        findings = [Finding("date.invalid", place) for place in places]
        shuffled = [findings[i] for i in (3, 0, 4, 2, 1)]
        assert sorted(shuffled, key=by_place) == findings
