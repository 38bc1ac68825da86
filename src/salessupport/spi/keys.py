"""Keys: the business identity of one effect in another system, made before the first attempt and never at random.

Law: equal identity gives an equal key on every machine and in every year; different parts give different texts.
Source: ports.md 3.5; reliability.md 3.3; requirement rule 9 (exactly-once effects).
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from urllib.parse import quote, unquote

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.domain.values.text import check_text

LONGEST = 400
"""Characters of a key's text; a journal and every remote system below it store it whole."""


@frozen
class Key:
    """What makes an effect the same effect: an operation and the parts that identify its document.

    `Key.of("invoice", "ACME", "SO-1", 1)` is the first invoice of that order, however often and from wherever it is
    sent. Two effects on one document (posted, cancelled) differ in `operation`.
    """

    operation: str
    parts: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if not self.operation or not self.parts or not all(self.parts):
            raise InvalidIdentifier("key.empty", path=self.text)
        for part in (self.operation, *self.parts):
            check_text(part)
        if len(self.text) > LONGEST:
            raise InvalidIdentifier("key.long", path=self.text[:40], limit=LONGEST)

    @classmethod
    def of(cls, operation: str, /, *parts: str | int) -> Key:
        """Make a key; `InvalidIdentifier` if a part is empty or the whole too long."""
        return cls(operation, tuple(map(str, parts)))

    @classmethod
    def parse(cls, text: str, /) -> Key:
        """Read back what `text` gives."""
        operation, *parts = (unquote(part) for part in text.split("/"))
        return cls(operation, tuple(parts))

    @property
    def text(self) -> str:
        """The key on one line: parts by `/`, in which every character with a meaning is escaped."""
        return "/".join(quote(part, safe="") for part in (self.operation, *self.parts))

    def short(self, length: int = 26) -> str:
        """A name of `length` (8 to 52) capital letters and digits, for remote fields too short for the text.

        It is the beginning of the SHA-256 of the text in base 32: with 26 characters, 130 bits.
        """
        if not 8 <= length <= 52:
            raise InvalidIdentifier("key.short", path=str(length))
        return b32encode(hashlib.sha256(self.text.encode()).digest()).decode("ascii")[:length]

    def __str__(self) -> str:
        return self.text
