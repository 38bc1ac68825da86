"""All answers of a system about a day in a form that compares, and where two systems' answers differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from salessupport.testing.system import Account, OpenItem, ReceivablesSystem


@frozen
class Evening:
    """What a system answers about a day: zeros are left out, lines of statements are in order."""

    open_items: Mapping[str, OpenItem]
    unapplied: Mapping[str, int]
    accounts: Mapping[str, Account]


def evening(system: ReceivablesSystem, day: date, *, customers: Iterable[str], first: date) -> Evening:
    """Ask a system everything about a day; statements from `first`, or from the day itself if that is earlier."""
    accounts = {name: system.statement(name, first=min(first, day), last=day) for name in customers}
    return Evening(
        {name: item for name, item in sorted(system.open_items(day).items()) if item.open},
        {name: amount for name, amount in sorted(system.unapplied(day).items()) if amount},
        {name: _ordered(account) for name, account in accounts.items()},
    )


def difference(
    system: ReceivablesSystem, model: ReceivablesSystem, day: date, *, customers: Iterable[str], first: date
) -> str:
    """Say where a system's answers about a day are not the model's; nothing if they are equal."""
    names = tuple(customers)
    ours, theirs = (evening(one, day, customers=names, first=first) for one in (system, model))
    found = [
        *_unlike("open", ours.open_items, theirs.open_items),
        *_unlike("money left", ours.unapplied, theirs.unapplied),
        *_unlike("statement", ours.accounts, theirs.accounts),
    ]
    return "\n".join(f"{day}  {line}" for line in found)


def _ordered(account: Account) -> Account:
    lines = sorted((line for line in account.lines if line.amount), key=lambda line: (line.on, line.id, line.amount))
    return Account(account.opening, tuple(lines), account.closing)


def _unlike(what: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    return [
        f"{what} of {name}: {ours.get(name, 'none')}, not {theirs.get(name, 'none')}"
        for name in sorted({*ours, *theirs})
        if ours.get(name) != theirs.get(name)
    ]
