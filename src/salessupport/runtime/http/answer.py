"""An answer, read to its end: its text in a charset that is proven, its JSON strictly, amounts digit by digit.

Laws: nothing is guessed (no ISO-8859-1, no mojibake); what cannot be read is, of a call with an effect, a lost answer.
Weaker than it looks: JSON that calls itself text or HTML is taken if it reads as JSON, for several Chinese systems
answer so. Source: reliability.md 3.1, 3.6, B30, B31, B35, B85, B86, F17-F20.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from salessupport.domain.values.errors import EncodingError, InputError
from salessupport.runtime.redaction import redact
from salessupport.spi.errors import AdapterError, AuthFailed, ContractViolation, OutcomeUnknown
from salessupport.tabular.jsontext import exact_decimal, loads

DIGITS: Final = 40
"""A whole number of an answer has at most so many digits: ids of 19 are common."""
_CHARSETS: Final = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_JSON: Final = re.compile(r"(?:application|text)/(?:[a-z0-9.-]+\+)?json\Z")
_VAGUE: Final = frozenset({"", "text/plain", "text/html", "text/javascript", "application/javascript"})
_PASSWORD: Final = re.compile(rb"""<input[^>]+type\s*=\s*["']?password""", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


class UndecodableAnswer(ContractViolation, EncodingError):
    """The bytes of an answer are not text in its charset."""

    default_code = "response.encoding"


@frozen(eq=False)
class Answer:
    """Implements `spi.environment.HttpResponse`; `effect` is that of the call."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    effect: bool

    @property
    def kind(self) -> str:
        """Its media type, in small letters and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self) -> str:
        """The body as text by its declared charset or strictly as UTF-8."""
        declared = _CHARSET.search(self.headers.get("content-type", ""))
        charset = _CHARSETS.get(declared[1].lower(), "utf-8-sig") if declared else "utf-8-sig"
        try:
            return self.content.decode(charset)
        except UnicodeDecodeError as error:
            place = error.start
        raise self._lost(UndecodableAnswer(charset=charset.removesuffix("-sig"), byte=place))

    def json(self) -> Any:
        """The body as strict JSON, numbers with a fraction as `Decimal`."""
        if page := self._page():
            raise self._lost(page)
        text = self.text()
        try:
            return loads(text, fraction=exact_decimal, digits=DIGITS)
        except InputError as error:
            reason = redact(f"{error.code}: {error.message('en')}")[:200]
        raise self._lost(ContractViolation("response.json", reason=reason))

    def excerpt(self) -> str:
        """What it says, on one short line and without secrets: of a page its title."""
        text = self.content[:4000].decode("utf-8", "replace")
        if self.content.lstrip()[:1] == b"<":
            title = _TITLE.search(text)
            text = title[1] if title else ""
        return redact(" ".join(text.split()))[:200]

    def _page(self) -> AdapterError | None:
        """What is wrong with a body that cannot be JSON: a page for people, another type, nothing at all."""
        start = self.content.lstrip()[:1]
        if not start:
            return ContractViolation("response.empty")
        if start == b"<" and _PASSWORD.search(self.content):
            return AuthFailed("response.login", remote_text=self.excerpt())
        if start == b"<" or not (_JSON.match(self.kind) or self.kind in _VAGUE):
            return ContractViolation("response.kind", kind=self.kind, remote_text=self.excerpt())
        return None

    def _lost(self, error: AdapterError) -> AdapterError:
        """What an unreadable answer means: after a call with an effect, that nobody knows what became of it."""
        return unknown(error) if self.effect else error


def unknown(error: AdapterError) -> OutcomeUnknown:
    """The same complaint, of a call that may have had its effect."""
    made = OutcomeUnknown(error.code)
    made.context = error.context
    return made
