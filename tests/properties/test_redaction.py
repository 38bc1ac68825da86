"""Redaction, for any secret in any surroundings: it is found in every look, nothing is redacted twice, figures stay."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote, quote_plus

from hypothesis import assume, given
from hypothesis import strategies as st

from salessupport.runtime.redaction import redact, redact_value
from salessupport.spi.secret import Secret

PLAIN = st.characters(exclude_categories=["Cs"])
SECRETS = st.text(PLAIN, min_size=6, max_size=40)
AROUND = st.text(PLAIN, max_size=30)
NESTED = st.recursive(
    st.text("abc", max_size=8) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=8), inner, max_size=3),
    max_leaves=10,
)
LOOKS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "address": quote,
    "whole address": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "json": lambda text: json.dumps(text)[1:-1],
    "json in letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "repr": lambda text: repr(text)[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "gb18030 in an address": lambda text: quote(text.encode("gb18030")),
}


class TestSecrets:
    @given(SECRETS, AROUND, AROUND, st.sampled_from(list(LOOKS)))
    def test_in_every_look(self, text: str, before: str, after: str, look: str) -> None:
        """A secret is hidden however it is written, whatever stands around it."""
        secret = Secret(text)
        shown = LOOKS[look](secret.reveal())
        redacted = redact(f"{before}\n{shown}\n{after}")
        assume(shown not in f"{before}\n\n{after}***")
        assert shown not in redacted

    @given(SECRETS, st.binary(max_size=12), st.binary(max_size=12))
    def test_within_an_encoded_text(self, text: str, before: bytes, after: bytes) -> None:
        """Within a longer text in base64, at any place, what stands for the secret's own bytes is hidden."""
        secret = Secret(text)
        whole = base64.b64encode(before + secret.reveal().encode() + after).decode()
        redacted = redact(whole)
        assert redacted != whole
        assert "***" in redacted

    @given(SECRETS, AROUND)
    def test_only_while_it_lives(self, text: str, around: str) -> None:
        """Redacting twice is redacting once."""
        secret = Secret(text)
        once = redact(f"{around} {secret.reveal()} {around}")
        assert redact(once) == once
        assert secret

    @given(NESTED, st.text(st.sampled_from("0123456789!%"), min_size=6, max_size=20))
    def test_values(self, value: object, text: str) -> None:
        """Collections are looked through, keys too; what is given stays as it was, and the answer is plain JSON."""
        secret = Secret(text)
        given_ = {"a": [value, {f"k{text}": f"x{text}y"}], "token": value or "t"}
        before = repr(given_)
        shown = redact_value(given_)
        assert repr(given_) == before
        assert isinstance(shown, dict)
        assert shown["token"] == "***"
        assert shown["a"] == [value, {"k***": "x***y"}]
        assert text not in json.dumps(shown)
        assert secret


class TestNotSecrets:
    @given(
        st.decimals(min_value=0, max_value=10**9, places=2),
        st.dates(),
        st.integers(1, 99_999),
        st.sampled_from(["CNY", "USD"]),
    )
    def test_figures_stay(self, amount: Decimal, day: object, number: int, currency: str) -> None:
        """Amounts, dates, numbers of documents and codes are what a log is for."""
        text = f"INV-{number:05} of {day}: {amount} {currency}, 0.13, row {number}, $.lines[{number}].qty, HTTP 422"
        assert redact(text) == text
