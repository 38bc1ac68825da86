"""Commands as data: (port, verb, arguments) ⇄ canonical JSON, for the journal, the outbox and whoever replays them.

Laws: reading gives back exactly what was written (equal values of equal types), by the annotations of the port's
Protocol and nothing else; no value is guessed or coerced, no float passes. Equal commands have equal digests on every
machine: composed and decomposed letters, `1.5` and `1.50` count as equal there, and a field that has its default is
left out, so that a column added later changes no digest. Source: reliability.md 3.3; architecture decision 5.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from attrs import field, frozen

from salessupport.domain.values.errors import MissingField, UnknownField, WrongType
from salessupport.runtime.canonical import canonical, parsed
from salessupport.runtime.plain import Form, from_plain, to_plain
from salessupport.spi.outcomes import Done, Ref
from salessupport.spi.port import Port
from salessupport.spi.ports import PROTOCOLS
from salessupport.spi.ports.journal import Json


@frozen
class Call:
    """A command of a port with its arguments by name, without the key."""

    port: str
    verb: str
    arguments: Mapping[str, object] = field(hash=False)

    @classmethod
    def of(cls, port: Port[Any], verb: str, /, *positional: object, **named: object) -> Call:
        """Bind arguments as the port's Protocol names them; `WrongType` if they do not fit or the verb is no command.

        What is left out is filled with the Protocol's default.
        """
        if verb not in port.commands:
            raise WrongType("type.wrong", path=f"{port.name}.{verb}", expected="a command of the port", kind=verb)
        signature = _signature(port.name, verb)
        try:
            bound = signature.bind(*positional, **named)
        except TypeError as error:
            kind = f"({error})"
            raise WrongType("type.wrong", path=f"{port.name}.{verb}", expected=str(signature), kind=kind) from None
        bound.apply_defaults()
        return cls(port.name, verb, dict(bound.arguments))

    @property
    def text(self) -> str:
        """The call as canonical JSON."""
        return canonical(self._plain(Form.EXACT))

    @property
    def digest(self) -> str:
        """SHA-256 of the call's meaning, as 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self._plain(Form.NORMAL)).encode()).hexdigest()

    def on(self, thing: object, /, **key: object) -> object:
        """Call the verb of `thing`, an object of this call's port."""
        by_position, by_name = [], dict(key)
        for name, parameter in _signature(self.port, self.verb).parameters.items():
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                by_name[name] = self.arguments[name]
            else:
                by_position.append(self.arguments[name])
        return getattr(thing, self.verb)(*by_position, **by_name)

    @classmethod
    def parse(cls, text: str, /) -> Call:
        """Read back what `text` gives; an `InputError` with the JSON path of what is wrong."""
        whole = _fields(parsed(text), ("arguments", "port", "verb"), "$")
        port, verb = str(whole["port"]), str(whole["verb"])
        if port not in PROTOCOLS or not hasattr(PROTOCOLS[port], verb):
            raise UnknownField("field.unknown", path=f"$.{port}.{verb}")
        defaults, hints = _defaults(port, verb), _hints(port, verb)
        plain = _fields(whole["arguments"], tuple(hints), "$.arguments", optional=frozenset(defaults))
        read = {name: from_plain(hints[name], each, f"$.arguments.{name}") for name, each in plain.items()}
        return cls(port, verb, {**defaults, **read})

    def _plain(self, form: Form) -> Mapping[str, Json]:
        defaults, hints = _defaults(self.port, self.verb), _hints(self.port, self.verb)
        arguments = {
            name: to_plain(hints[name], value, f"$.{name}", form)
            for name, value in self.arguments.items()
            if name not in defaults or value != defaults[name]
        }
        return {"port": self.port, "verb": self.verb, "arguments": arguments}


def promised(port: str, verb: str, done: Done[Any], /) -> Done[Any]:
    """The end of a command as its verb promises it: a look-up may tell more than a verb that gives no value."""
    return Done(None, done.remote_ref, done.replayed) if _value_type(port, verb) is type(None) else done


def result_text(port: str, verb: str, done: Done[Any], /) -> str:
    """The end of a command as canonical JSON; `WrongType` if its value is not what the verb promises."""
    value = to_plain(_value_type(port, verb), done.value, "$.value", Form.EXACT)
    ref = to_plain(Ref, done.remote_ref, "$.remote_ref", Form.EXACT)
    if type(done.replayed) is not bool:
        raise WrongType("type.wrong", path="$.replayed", expected="bool", kind=type(done.replayed).__name__)
    return canonical({"value": value, "remote_ref": ref, "replayed": done.replayed})


def result_of(port: str, verb: str, text: str, /) -> Done[Any]:
    """Read back what `result_text` gives."""
    whole = _fields(parsed(text), ("remote_ref", "replayed", "value"), "$")
    value = from_plain(_value_type(port, verb), whole["value"], "$.value")
    return Done(value, from_plain(Ref, whole["remote_ref"], "$.remote_ref"), whole["replayed"] is True)


def _fields(
    plain: object, names: tuple[str, ...], path: str, *, optional: frozenset[str] = frozenset()
) -> Mapping[str, Json]:
    """An object with exactly these names, but for those that are optional."""
    if not isinstance(plain, Mapping):
        raise WrongType("type.wrong", path=path, expected="an object", kind=type(plain).__name__)
    for name in names:
        if name not in plain and name not in optional:
            raise MissingField("field.missing", path=f"{path}.{name}")
    for name in plain:
        if name not in names:
            raise UnknownField("field.unknown", path=f"{path}.{name}")
    return plain


@cache
def _signature(port: str, verb: str) -> inspect.Signature:
    """The verb's parameters without `self` and `key`."""
    signature = inspect.signature(getattr(PROTOCOLS[port], verb))
    return signature.replace(parameters=[p for p in signature.parameters.values() if p.name not in {"self", "key"}])


@cache
def _defaults(port: str, verb: str) -> Mapping[str, object]:
    """Parameters that may be left out, with what they are then."""
    parameters = _signature(port, verb).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not inspect.Parameter.empty}


@cache
def _hints(port: str, verb: str) -> Mapping[str, Any]:
    """The types of the verb's parameters."""
    hints = get_type_hints(getattr(PROTOCOLS[port], verb))
    return {name: hints[name] for name in _signature(port, verb).parameters}


def _value_type(port: str, verb: str) -> Any:
    """The `T` of the verb's `Outcome[T]`."""
    done = get_args(get_type_hints(getattr(PROTOCOLS[port], verb))["return"])[0]
    return get_args(done)[0]
