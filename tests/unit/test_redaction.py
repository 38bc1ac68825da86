"""Redaction by names and by shapes: what promises a secret, and what looks like a person's data."""

from __future__ import annotations

import pytest

from salessupport.runtime.redaction import SENSITIVE_NAME, SHORTEST, redact, redact_value
from salessupport.spi.secret import Secret


class TestNames:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Authorization: Basic YTpi", "Authorization: ***"),
            ("authorization: Bearer abc.def\r\nX-Id: 7", "authorization: ***\r\nX-Id: 7"),
            ("Cookie: sid=1; b=2", "Cookie: ***"),
            ("sent with Bearer abc.def-123", "sent with Bearer ***"),
            ("GET /a?access_token=abc&page=2", "GET /a?access_token=***&page=2"),
            ("/a?sign=9F2&appkey=1", "/a?sign=***&appkey=1"),
            ("https://ann:pw@erp.example.com/x", "https://***@erp.example.com/x"),
            ('{"app_secret": "s3", "n": 1}', '{"app_secret": "***", "n": 1}'),
            ("{'password': 'a\\'b', 'user': 'ann'}", "{'password': '***', 'user': 'ann'}"),
            ("X-Kd-Signature: OTc4", "X-Kd-Signature: ***"),
            ("kdservice-sessionid=ab12", "kdservice-sessionid=***"),
            ("design: blue, assign: ann", "design: blue, assign: ann"),
            ("tokens are short", "tokens are short"),
        ],
    )
    def test_values_behind_them(self, text: str, shown: str) -> None:
        """The value behind a name that promises a secret is hidden, and nothing else."""
        assert redact(text) == shown
        assert redact(shown) == shown

    @pytest.mark.parametrize(
        "name", ["token", "Authorization", "X-Api-Key", "appSecret", "client_secret", "session_id", "PWD"]
    )
    def test_are_known(self, name: str) -> None:
        """Names of headers, parameters and fields with a secret."""
        assert SENSITIVE_NAME.match(name)
        assert redact_value({name: "x", "other": "x"}) == {name: "***", "other": "x"}

    @pytest.mark.parametrize("name", ["design", "amount", "signed_on", "customer", "cookies_eaten", "tokenize"])
    def test_others_are_not(self, name: str) -> None:
        """Names that only look alike."""
        assert not SENSITIVE_NAME.match(name)


class TestPersons:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("call 13812345678", "call 138****5678"),
            ("+86 138 1234 5678", "+86 138****5678"),
            ("0532-81234567", "0532-****"),
            ("id 37010219900115123X.", "id ******************."),
            ("6217001234500001233", "6217 **** **** 1233"),
            ("6217001234500001234", "6217001234500001234"),
            ("ann.lee@mail.example.com", "a***@mail.example.com"),
            ("order 138123456789", "order 138123456789"),
            ("sum 13812345.678", "sum 13812345.678"),
            ("USCC 91370102MA3C0000XY", "USCC 91370102MA3C0000XY"),
        ],
    )
    def test_shapes(self, text: str, shown: str) -> None:
        """Telephones, identity numbers, cards and addresses keep just enough to be told apart."""
        assert redact(text) == shown
        assert redact(shown) == shown


class TestValues:
    def test_of_every_kind(self) -> None:
        """Texts, bytes, numbers and collections; other values as their redacted text."""
        secret = Secret("geheim-0815")
        value = {"a": ("geheim-0815", b"geheim-0815", 13812345678, 7, None, True), "b": {"geheim-0815"}, "c": secret}
        assert redact_value(value) == {
            "a": ["***", "***", "138****5678", 7, None, True],
            "b": ["***"],
            "c": "Secret(***)",
        }

    def test_short_secrets_are_not_searched_for(self) -> None:
        """A secret of three letters would tear every text apart."""
        short = Secret("a" * (SHORTEST - 1))
        assert redact("banaaana") == "banaaana"
        assert short

    def test_the_longest_first(self) -> None:
        """Of two secrets one within the other, no part of the longer is left."""
        secrets = [Secret("geheim"), Secret("geheim-plus")]
        assert redact("geheim-plus geheim") == "*** ***"
        assert secrets
