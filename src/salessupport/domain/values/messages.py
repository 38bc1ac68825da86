"""The text of every code, in Chinese and English, with its remedy: one catalogue for errors, findings and the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Literal

from salessupport.domain.values.catalogue import (
    access,
    adapters,
    bills,
    books,
    contracts,
    customers,
    ledger,
    matching,
    money,
    orders,
    pay,
    plugins,
    reconciliation,
    store,
    text,
    transport,
)

Language = Literal["zh_CN", "en"]

_CATALOGUE: Mapping[str, tuple[str, str]] = {
    **money.TEXTS,
    **text.TEXTS,
    **ledger.TEXTS,
    **books.TEXTS,
    **contracts.TEXTS,
    **orders.TEXTS,
    **bills.TEXTS,
    **matching.TEXTS,
    **reconciliation.TEXTS,
    **customers.TEXTS,
    **pay.TEXTS,
    **access.TEXTS,
    **adapters.TEXTS,
    **store.TEXTS,
    **transport.TEXTS,
    **plugins.TEXTS,
}


class _Lenient(Formatter):
    """Formats with what is known; a value that the raiser left out reads as an empty text, never as a KeyError.

    `remote` stands for what another system said: its code and its words, as far as it gave them.
    """

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:  # noqa: ARG002
        if key == "remote":
            return " ".join(str(kwargs[name]) for name in ("remote_code", "remote_text") if kwargs.get(name)) or "-"
        return kwargs.get(str(key), "")


_FORMATTER = _Lenient()


def text_of(code: str, language: Language, context: Mapping[str, object]) -> str:
    """Say `code` in `language` with the values of `context`."""
    chinese, english = _CATALOGUE[code]
    return _FORMATTER.vformat(chinese if language == "zh_CN" else english, (), context)


def codes() -> Iterator[tuple[str, str, str]]:
    """Yield every (code, Chinese text, English text), sorted by code, for the generated reference."""
    for code in sorted(_CATALOGUE):
        yield code, *_CATALOGUE[code]
