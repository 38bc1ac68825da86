"""How the expectation of a scenario is held against an answer: a subset, exact to the cent, blind to order.

- An object: every expected key is there and agrees; further keys are allowed. `{}` and `[]` demand emptiness.
- A list of scalars: each occurs as often as it is expected. A list of objects: an expected element is sought among
  those that agree with it in every identifying field that it carries; each element serves once.
- Decimal text is compared as exact decimals; a JSON float equals nothing. A path is keys joined by dots, `[X]` picks
  the list element one of whose identifying fields is X, `[X,Y]` the one that has both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

IDENTITY = (
    "id", "receipt", "invoice", "bill", "customer", "salesperson", "contract", "order", "source", "target",
    "no", "line", "date", "kind", "what", "subject", "rule", "file", "name", "tax_rate",
)  # fmt: skip
"""The fields by which an element of a list is found."""
_DECIMAL = re.compile(r"-?\d+(\.\d+)?\Z")
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


@frozen(eq=False)
class Inexact:
    """A JSON number with a fraction or exponent: equal to nothing."""

    text: str


class Missing:
    """Nothing stands at a path."""


def load_json(text: str) -> object:
    """Read JSON, floats kept as what they are: not equal to anything."""
    value: object = json.loads(text, parse_float=Inexact, parse_constant=Inexact)
    return value


def differences(want: object, got: object, path: str = "$") -> Iterator[str]:
    """Say where an answer lacks what is expected; nothing where it has all of it."""
    if isinstance(want, dict) and isinstance(got, dict) and (want or not got):
        for key, value in want.items():
            if key in got:
                yield from differences(value, got[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}: expected {value!r}, missing"
    elif isinstance(want, list) and isinstance(got, list) and (want or not got):
        yield from _lists(want, got, path)
    elif isinstance(want, dict | list) or not _same(want, got):
        yield f"{path}: expected {want!r}, got {got!r}"


def _same(want: object, got: object) -> bool:
    if isinstance(want, str) and isinstance(got, str) and _DECIMAL.match(want) and _DECIMAL.match(got):
        return Decimal(want) == Decimal(got)
    return type(want) is type(got) and want == got


def _lists(want: Sequence[object], got: Sequence[object], path: str) -> Iterator[str]:
    fitting = []
    for item in want:
        here = f"{path}[{_label(item)}]"
        alike = [at for at, other in enumerate(got) if _alike(item, other)]
        agreeing = [at for at in alike if not any(differences(item, got[at]))]
        if agreeing:
            fitting.append((here, agreeing))
        elif alike:
            yield from min((list(differences(item, got[at], here)) for at in alike), key=len)
        else:
            yield f"{here}: no such element"
    yield from _served_once(fitting)


def _served_once(fitting: Sequence[tuple[str, list[int]]]) -> Iterator[str]:
    """Give each expectation an element of its own, along augmenting paths."""
    taken: dict[int, int] = {}

    def placed(number: int, tried: set[int]) -> bool:
        for at in fitting[number][1]:
            if at not in tried:
                tried.add(at)
                if at not in taken or placed(taken[at], tried):
                    taken[at] = number
                    return True
        return False

    for number, (here, _) in enumerate(fitting):
        if not placed(number, set()):
            yield f"{here}: its only fitting element serves another expectation"


def _alike(want: object, got: object) -> bool:
    if not isinstance(want, dict):
        return not any(differences(want, got))
    keys = [key for key in IDENTITY if key in want and not isinstance(want[key], dict | list)]
    return isinstance(got, dict) and all(key in got and str(got[key]) == str(want[key]) for key in keys)


def _label(item: object) -> str:
    if not isinstance(item, dict):
        return repr(item)
    named = [f"{key}={item[key]}" for key in IDENTITY if key in item and not isinstance(item[key], dict | list)]
    return ",".join(named) or repr(item)


def pick(value: object, path: str) -> object:
    """Give what stands at a path of an answer, or `Missing`."""
    for key, element in _STEP.findall(path):
        value = _key(value, key) if key else _element(value, set(element.split(",")))
    return value


def _key(value: object, key: str) -> object:
    return value[key] if isinstance(value, dict) and key in value else Missing


def _element(value: object, names: set[str]) -> object:
    for item in value if isinstance(value, list) else ():
        fields = [item[key] for key in IDENTITY if key in item] if isinstance(item, dict) else [item]
        if names <= set(map(str, fields)):
            found: object = item
            return found
    return Missing
