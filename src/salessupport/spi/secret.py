"""`Secret`: a text that no print, log, copy of a record or pickle gives away.

A plain slotted class on purpose: `attrs.asdict` walks into attrs classes. Every secret that is alive is known here,
weakly, so that redaction finds its text wherever it turns up. Source: ports.md 3.5; reliability.md 3.8.
"""

from __future__ import annotations

from typing import Final, NoReturn
from weakref import WeakValueDictionary

HIDDEN: Final = "***"


class Secret:
    """A secret text; `reveal()` is the one way to it. Equal only to itself: comparing tells nothing."""

    __slots__ = ("__weakref__", "_text", "name")

    def __init__(self, text: str, /, *, name: str = "") -> None:
        self._text = text
        self.name = name
        _LIVE[id(self)] = self

    def reveal(self) -> str:
        """Give the text; call it where it is sent, never to keep it."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({self.name or HIDDEN})"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied into a pickle")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret has no state to show")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _memo: object) -> Secret:
        return self


_LIVE: WeakValueDictionary[int, Secret] = WeakValueDictionary()


def live_secrets() -> tuple[Secret, ...]:
    """Every secret of this process that is still in use, by whomever it was made."""
    found = (reference() for reference in _LIVE.valuerefs())  # a copy: other threads may make secrets meanwhile
    return tuple(secret for secret in found if secret is not None)
