"""Conditions of a query: made of values only, which are quoted here and nowhere else. Source: wire sheet 4."""

from __future__ import annotations

from collections.abc import Iterable

from salessupport.spi.errors import InvalidRemoteInput


def quoted(text: str) -> str:
    """A text as a condition holds it; a character that ends lines is refused, for no number or name has one."""
    if any(ord(each) < 32 for each in text):
        raise InvalidRemoteInput(remote_text="a control character in what is searched for")
    return "'" + text.replace("'", "''") + "'"


def equal(key: str, text: str) -> str:
    """The field is this text."""
    return f"{key} = {quoted(text)}"


def among(key: str, texts: Iterable[str]) -> str:
    """The field is one of these texts."""
    return f"{key} in ({','.join(map(quoted, texts))})"


def ids(key: str, numbers: Iterable[str]) -> str:
    """The id is one of these."""
    return f"{key} in ({','.join(str(int(number)) for number in numbers)})"


def behind(key: str, stamp: str, pk: str, id_: str) -> str:
    """What comes behind a bill in the order of a time, then of ids."""
    return f"({key} > {quoted(stamp)} or ({key} = {quoted(stamp)} and {pk} > {int(id_)}))"


def since(key: str, stamp: str) -> str:
    """The time is this one or later."""
    return f"{key} >= {quoted(stamp)}"


def known(key: str) -> str:
    """The field is given."""
    return f"{key} is not null"


def until(key: str, stamp: str) -> str:
    """The time is this one or earlier."""
    return f"{key} <= {quoted(stamp)}"


def every(*conditions: str) -> str:
    """All of them hold; empty ones are left out."""
    return " and ".join(each for each in conditions if each)


def either(*conditions: str) -> str:
    """One of them holds."""
    return f"({' or '.join(conditions)})"
