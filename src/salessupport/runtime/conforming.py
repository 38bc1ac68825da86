"""Whether an adapter's answer has the shape that its verb promises: by the annotations of the port's Protocol.

It looks at what a value is and at the items of its collections, not into records: those check themselves when made.
Source: reliability.md B95; ports.md 3.5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import frozen

from salessupport.spi.ports import PROTOCOLS


@frozen
class Shape:
    """What a verb gives: `whole` its annotation, `item` that of the items where they are read one by one."""

    whole: object
    item: object | None
    text: str


@cache
def returned(port: str, verb: str) -> Shape:
    """The shape of a verb's answer."""
    whole = get_type_hints(getattr(PROTOCOLS[port], verb))["return"]
    item = get_args(whole)[0] if get_origin(whole) is Iterator else None
    return Shape(whole, item, getattr(whole, "__name__", str(whole)))


def conforms(value: object, kind: Any) -> bool:
    """Whether a value is of an annotation, its collections looked through."""
    if kind is Any or kind is object or isinstance(kind, TypeVar):
        return True
    if isinstance(kind, NewType):
        return conforms(value, kind.__supertype__)
    if kind is None or kind is type(None):
        return value is None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is None:
        return isinstance(value, kind)
    if origin is Union or not isinstance(origin, type) or origin.__name__ == "UnionType":
        return any(conforms(value, each) for each in arguments)
    return isinstance(value, origin) and _items_conform(value, origin, arguments)


def _items_conform(value: Any, origin: type, arguments: tuple[Any, ...]) -> bool:
    """Whether the items are of their annotations; those of an iterator are looked at when they come."""
    if origin is tuple and Ellipsis not in arguments:
        return len(value) == len(arguments) and all(map(conforms, value, arguments))
    if issubclass(origin, Mapping):
        return all(conforms(key, arguments[0]) and conforms(each, arguments[1]) for key, each in value.items())
    if issubclass(origin, Collection):
        textual = isinstance(value, str | bytes) and issubclass(origin, Sequence)
        return not textual and all(conforms(each, arguments[0]) for each in value)
    return True
