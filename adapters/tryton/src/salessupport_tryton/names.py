"""What every document of ours is known by at Tryton, and how any document is handed over.

Every document of ours carries `ID [salessupport:VERB:KEY]` in its description: our number for people, the verb and the
short key to find it by. A document that people entered there has Tryton's own number as its id; one without a number is
a draft that nobody numbered, and no document yet. Source: wire/tryton.md 3 (no key of Tryton's own exists).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from salessupport.domain.facts.fact import Fact
from salessupport.spi.errors import ContractViolation
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref, Version

from salessupport_tryton.wire import Row, id_of, row_of, text_of

KINDS: Final = frozenset({"prepayment", "debit_note", "opening"})
"""Kinds of invoices that Tryton does not tell apart: an invoice of ours says so in its comment."""
WHOLE: Final = "as a whole"
"""What the one line of an invoice says that has none of its own."""
Rows = Mapping[str, tuple[Fact, ...]]
_MARKED: Final = re.compile(r"(.+) \[salessupport:([a-z_]+):([A-Z2-7]+)\]\Z", re.DOTALL)


def mark_of(verb: str, key: Key) -> str:
    """What a document is found by: the end of its description."""
    return f"[salessupport:{verb}:{key.short()}]"


def described(id: str, verb: str, key: Key) -> str:  # noqa: A002 - the fact's own name
    """The description of a document of ours."""
    return f"{id} {mark_of(verb, key)}"


def id_in(row: Row) -> str | None:
    """Our id of a document: what its description says, else Tryton's number; None for a draft without one."""
    found = _MARKED.match(text_of(row, "description") or "")
    return found[1] if found else text_of(row, "number")


def verb_in(row: Row) -> str | None:
    """The verb that entered a document of ours."""
    found = _MARKED.match(text_of(row, "description") or "")
    return found[2] if found else None


def version_of(rows: Rows) -> Version:
    """The version of a document: a digest of what is read of it, so that equal documents have equal versions."""
    return Version(hashlib.sha256(repr(sorted(rows.items())).encode()).hexdigest()[:32])


def change_of(kind: str, row: Row, rows: Rows) -> Change:
    """One version of a document."""
    return Change(Ref(kind, str(id_of(row))), version_of(rows), rows)


def code_of(row: Row, name: str) -> str | None:
    """The code of a record that a field refers to."""
    found = row_of(row, name)
    return text_of(found, "code") if found else None


def product_of(row: Row) -> str | None:
    """Our id of a line's product: its code, else its number there."""
    found = row_of(row, "product")
    return (text_of(found, "code") or f"#{id_of(found)}") if found else None


def currency_of(row: Row, name: str = "currency") -> str:
    """The code of a document's currency."""
    code = code_of(row, name)
    if code is None:
        raise ContractViolation(path=name, remote_text="a document without a currency")
    return code
