"""What a handler of `Loopback` gets and gives: a request and its answer, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from attrs import evolve, field, frozen

from salessupport.tabular.jsontext import exact_decimal, loads


@frozen
class Request:
    """A request as it came in; `path` is without the query, `headers` are by names in small letters.

    Of a name that stands twice in the query the last value counts.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(factory=dict)
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as strict JSON, numbers with a fraction as `Decimal`."""
        return loads(self.body, fraction=exact_decimal, digits=40)

    def form(self) -> Mapping[str, str]:
        """The body as the fields of a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@frozen
class Answer:
    """An answer; `headers` come besides `Content-Length`, which is what `body` has."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(factory=dict)

    @classmethod
    def json(cls, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """An answer in JSON; amounts are texts, or `Decimal` for a remote that sends bare numbers."""
        text = _written(value)
        return cls(status, text.encode(), {"Content-Type": "application/json; charset=utf-8", **(headers or {})})

    @classmethod
    def text(cls, text: str, *, status: int = 200, kind: str = "text/plain", charset: str = "utf-8") -> Answer:
        """An answer in text of this media type, encoded as it declares."""
        return cls(status, text.encode(charset), {"Content-Type": f"{kind}; charset={charset}"})

    @classmethod
    def page(cls, text: str, *, status: int = 200) -> Answer:
        """A page for people, such as a gateway or a sign-in shows it."""
        return cls.text(f"<!doctype html><html><body>{text}</body></html>", status=status, kind="text/html")

    def with_headers(self, **headers: str) -> Answer:
        """The same with further headers; `_` in a name stands for `-`."""
        added = {name.replace("_", "-"): value for name, value in headers.items()}
        return evolve(self, headers={**self.headers, **added})

    @property
    def head(self) -> bytes:
        """Status line and headers as bytes, up to and with the empty line."""
        reason = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else ""
        sized = {"Content-Length": str(len(self.body)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} {reason}", *(f"{name}: {value}" for name, value in sized.items())]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")


def _written(value: object) -> str:
    """JSON whose decimals are bare numbers, digit by digit."""
    found: dict[str, str] = {}

    def mark(number: object) -> str:
        if not isinstance(number, Decimal):
            raise TypeError(f"{type(number).__name__} is no JSON")
        name = f"\x1a{len(found)}\x1a"
        found[json.dumps(name)] = format(number, "f")
        return name

    text = json.dumps(value, ensure_ascii=False, default=mark)
    for name, number in found.items():
        text = text.replace(name, number)
    return text
