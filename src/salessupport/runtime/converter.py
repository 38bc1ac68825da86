"""The strict converter: plain values of JSON and TOML ↔ attrs classes, by their annotations and nothing else.

Laws: every fault is reported at once, by JSON path, in the order of the class; an unknown key is a fault, with the name
that it may have meant; a secret's text stands in no report. Keys are the names of the attributes, a Python keyword
without the `_` behind it. Source: reliability §3.4, B20-B33; ports.md 3.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin

import attrs

from salessupport.domain.values.errors import InvalidText, MissingField, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place
from salessupport.runtime.redaction import redact
from salessupport.runtime.scalars import READERS, WRITERS, wrong_type
from salessupport.spi.errors import ContractViolation, SecretExposure
from salessupport.spi.secret import Secret

if TYPE_CHECKING:
    import cattrs

T = TypeVar("T")
Reader = Callable[[Any], object]
"""Reads one plain value; raises an error of this library for one that it does not take."""

_PLAIN_KEY: Final = re.compile(r"[\w-]+\Z")
_COLLECTIONS: Final[Mapping[Any, Callable[[list[object]], object]]] = {
    tuple: tuple,
    list: list,
    Sequence: tuple,
    frozenset: frozenset,
    AbstractSet: frozenset,
}
_WITHOUT_READING: Final = (float, complex, bytes, bytearray)
"""Of these nothing is read: a float has lost its digits, bytes are no JSON."""


class _Faults(Exception):
    """Faults within one collection, each with the step from it to its place."""

    def __init__(self, faults: list[tuple[str, Exception]]) -> None:
        super().__init__()
        self.faults = faults


def secret_of_text(value: object) -> Secret:
    """Read a secret that an answer brings, such as a token: from then on it is hidden everywhere."""
    if type(value) is not str:
        raise wrong_type("a secret text", value)
    return Secret(value)


class StrictConverter:
    """Implements `spi.environment.Converter`.

    `readers` read further types, or known ones in another way, such as secrets; `root` begins the paths of faults.
    """

    def __init__(self, *, readers: Mapping[Any, Reader] | None = None, root: str = "$") -> None:
        self._readers: Mapping[Any, Reader] = {Secret: secret_of_text, **(readers or {})}
        self._root = root
        self._made: cattrs.Converter | None = None

    def structure(self, value: object, kind: type[T], /) -> T:
        """Make a `kind` from plain values.

        Raises `ValidationReport` with the path of every fault, and `ContractViolation` (`converter.unsupported`) for a
        class with a field that has no strict reading, such as a float.
        """
        try:
            return self._converter.structure(value, kind)
        except Exception as error:  # noqa: BLE001 - sorted at once into what this library raises
            failure = _failure(self._root, error)
        raise failure  # outside, so that it carries no chain of errors that quote values

    def unstructure(self, value: object, /) -> Any:
        """Give plain JSON values that `structure` reads back; `SecretExposure` if a secret is among them."""
        return self._converter.unstructure(value)

    @property
    def _converter(self) -> cattrs.Converter:
        if self._made is None:
            self._made = _strict(self._readers)
        return self._made


def _strict(further: Mapping[Any, Reader]) -> cattrs.Converter:
    import cattrs

    made = cattrs.Converter(forbid_extra_keys=True, unstruct_collection_overrides={AbstractSet: sorted, tuple: list})
    made.register_structure_hook_factory(attrs.has, _record_factory(made))
    made.register_structure_hook_factory(lambda kind: _origin(kind) is Literal, _choice_factory)
    made.register_structure_hook_factory(lambda kind: isinstance(kind, type) and issubclass(kind, Enum), _enum_factory)
    made.register_structure_hook_factory(_is_collection, partial(_collection_factory, made))
    made.register_structure_hook_factory(_is_mapping, partial(_mapping_factory, made))
    unread: dict[Any, Reader] = {kind: partial(_unsupported, kind) for kind in _WITHOUT_READING}
    readers: dict[Any, Reader] = {**READERS, **unread, **further}
    for kind, read in readers.items():
        if isinstance(kind, type) and kind is not object:
            made.register_structure_hook(kind, _reading(read))
        else:
            made.register_structure_hook_func(partial(_same, kind), _reading(read))
    for kind, write in WRITERS.items():
        made.register_unstructure_hook(kind, write)
    made.register_unstructure_hook(Secret, _exposed)
    return made


def _origin(kind: Any) -> Any:
    return get_origin(kind) or kind


def _same(kind: Any, other: Any) -> bool:
    return kind is other


def _reading(read: Reader) -> Callable[[Any, Any], object]:
    return lambda value, _: read(value)


def _unsupported(kind: type, _: object) -> object:
    raise ContractViolation("converter.unsupported", kind=kind.__name__)


def _exposed(secret: Secret) -> object:
    raise SecretExposure("secret.exposure", name=secret.name)


def _record_factory(made: cattrs.Converter) -> Callable[[Any], Callable[[Any, Any], object]]:
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

    def names(kind: Any) -> dict[str, Any]:
        attributes = attrs.fields(_origin(kind))
        return {one.name: override(rename=_key_of(one.name)) for one in attributes if one.name.endswith("_")}

    def factory(kind: Any) -> Callable[[Any, Any], object]:
        structure = make_dict_structure_fn(kind, made, _cattrs_use_linecache=False, **names(kind))

        def read(value: Any, _: Any) -> object:
            if not isinstance(value, Mapping):
                raise wrong_type("a table of names and values", value)
            if wrong := next((key for key in value if type(key) is not str), None):
                raise wrong_type("names that are text", wrong)
            return structure(value, kind)

        return read

    made.register_unstructure_hook_factory(
        lambda kind: attrs.has(kind) and kind not in WRITERS,
        lambda kind: make_dict_unstructure_fn(kind, made, _cattrs_use_linecache=False, **names(kind)),
    )
    return factory


def _key_of(attribute: str) -> str:
    return attribute.rstrip("_")


def _choice_factory(kind: Any) -> Callable[[Any, Any], object]:
    return partial(_choose, {(type(choice), choice): choice for choice in get_args(kind)})


def _enum_factory(kind: Any) -> Callable[[Any, Any], object]:
    return partial(_choose, {(type(member.value), member.value): member for member in kind})


def _choose(choices: Mapping[tuple[type, Any], object], value: Any, _: Any) -> object:
    """Take the choice that equals the value in type and content: true is not 1."""
    if type(value) not in {kind for kind, _ in choices}:
        raise wrong_type(" or ".join(sorted({kind.__name__ for kind, _ in choices})), value)
    if (type(value), value) not in choices:
        known = ", ".join(str(content) for _, content in choices)
        raise InvalidText("choice.unknown", value=str(value)[:40], choices=known)
    return choices[type(value), value]


def _is_collection(kind: Any) -> bool:
    return _origin(kind) in _COLLECTIONS


def _collection_factory(made: cattrs.Converter, kind: Any) -> Callable[[Any, Any], object]:
    shape = _COLLECTIONS[_origin(kind)]
    inner: tuple[Any, ...] = get_args(kind) or (object, ...)
    fixed = _origin(kind) is tuple and inner[-1] is not ...

    def read(value: Any, _: Any) -> object:
        if not isinstance(value, list | tuple):
            raise wrong_type("a list", value)
        if fixed and len(value) != len(inner):
            raise wrong_type(f"a list of {len(inner)}", value)
        kinds = inner if fixed else (inner[0],) * len(value)
        steps = ((f"[{index}]", partial(made.structure, one, kinds[index])) for index, one in enumerate(value))
        return shape(_all_of(steps))

    return read


def _is_mapping(kind: Any) -> bool:
    return _origin(kind) in (dict, Mapping)


def _mapping_factory(made: cattrs.Converter, kind: Any) -> Callable[[Any, Any], object]:
    key_kind, value_kind = get_args(kind) or (str, object)

    def read(value: Any, _: Any) -> object:
        if not isinstance(value, Mapping):
            raise wrong_type("a table of names and values", value)
        keys = _all_of((_step(key), partial(made.structure, key, key_kind)) for key in value)
        values = _all_of((_step(key), partial(made.structure, one, value_kind)) for key, one in value.items())
        return dict(zip(keys, values, strict=True))

    return read


def _all_of(steps: Iterator[tuple[str, Callable[[], object]]]) -> list[object]:
    """Do every step; `_Faults` with all that failed."""
    done: list[object] = []
    faults: list[tuple[str, Exception]] = []
    for step, make in steps:
        try:
            done.append(make())
        except ContractViolation:
            raise
        except Exception as error:  # noqa: BLE001 - kept with its place
            faults.append((step, error))
    if faults:
        raise _Faults(faults)
    return done


def _step(key: object) -> str:
    text = redact(str(key))[:60]
    return f".{text}" if _PLAIN_KEY.match(text) else f'["{text}"]'


def _failure(root: str, error: Exception) -> SalesSupportError:
    try:
        return ValidationReport(tuple(_findings(root, error)))
    except ContractViolation as unsupported:
        return ContractViolation(unsupported.code, kind=unsupported.context.get("kind", ""))


def _findings(path: str, error: Exception) -> Iterator[Finding]:
    """Turn what was raised into findings, in order; a class that cannot be read is a `ContractViolation`."""
    import cattrs.errors

    match error:
        case cattrs.errors.ClassValidationError():
            for inner in error.exceptions:
                yield from _findings(path + _attribute_step(inner), inner)
        case _Faults():
            for step, inner in error.faults:
                yield from _findings(path + step, inner)
        case cattrs.errors.ForbiddenExtraKeysError():
            yield from (_unknown(path, key, error.cl) for key in sorted(error.extra_fields))
        case cattrs.errors.StructureHandlerNotFoundError():
            raise ContractViolation("converter.unsupported", kind=str(error.type_))
        case ContractViolation():
            raise error
        case _:
            yield from _single(path, error)


def _single(path: str, error: Exception) -> Iterator[Finding]:
    """What one value or one class has against itself."""
    match error:
        case KeyError():
            yield _finding(path, MissingField("field.missing"))
        case ValidationReport():
            yield from error.findings
        case SalesSupportError():
            yield _finding(f"{path}.{error.path}" if error.path else path, error)
        case _:  # a validator of the class, in its own words
            yield Finding("value.refused", Place(path), context={"reason": redact(str(error))[:200]})


def _attribute_step(error: Exception) -> str:
    name = next((note.name for note in getattr(error, "__notes__", ()) if hasattr(note, "name")), "")
    return _step(_key_of(name)) if name else ""


def _finding(path: str, error: SalesSupportError) -> Finding:
    context = {name: redact(value) if isinstance(value, str) else value for name, value in error.context.items()}
    return Finding(error.code, Place(path), value=str(context.get("value", "")), context=context)


def _unknown(path: str, key: str, kind: type) -> Finding:
    known = [_key_of(one.name) for one in attrs.fields(_origin(kind))]
    near = get_close_matches(key, known, n=1)
    hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
    return Finding("field.unknown", Place(path + _step(key)), context=dict(hints))
