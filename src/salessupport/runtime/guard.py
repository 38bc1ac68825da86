"""What stands between a caller and an open adapter: typed as the port, it keeps the adapter to the contract.

Laws: an error that leaves it is an `AdapterError` or a `SecurityError` and says which adapter, port, verb and key;
anything else that an adapter raises or answers is a `ContractViolation`, without the stranger's chain of exceptions, as
that may quote secrets; one connection belongs to one thread and is of no use once it is closed; every call is told to
`on_call` when it has ended, a feed when it has been read. Source: ports.md 3.5; reliability.md 3.4, B94-B96.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar, cast

from attrs import frozen

from salessupport.domain.values.errors import IllegalTransition, SalesSupportError
from salessupport.runtime.conforming import conforms, returned
from salessupport.runtime.plugins import reason_of
from salessupport.runtime.redaction import redact_value
from salessupport.spi.adapter import Adapter
from salessupport.spi.environment import Clock
from salessupport.spi.errors import AdapterError, ContractViolation, SecurityError
from salessupport.spi.hooks import AdapterCall
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Pending
from salessupport.spi.port import Port, Verb, VerbKind

P = TypeVar("P")
Report = Callable[[AdapterCall], object]


@frozen
class _Call:
    verb: Verb
    key: str
    since: timedelta


class Guard:
    """One open connection of an adapter; `face` is what the caller gets."""

    def __init__(self, thing: object, adapter: Adapter[Any], *, name: str, clock: Clock, report: Report) -> None:
        self._adapter = adapter
        self._name = name
        self._clock = clock
        self._report = report
        self._thread = threading.get_ident()
        self._open = True
        verbs = {verb.name: partial(self._call, verb, getattr(thing, verb.name)) for verb in adapter.port.verbs}
        self._face = _Face(f"<{adapter.port.name} by {name}>", verbs)

    def face(self, port: Port[P]) -> P:
        """The connection, as the port's Protocol."""
        del port  # it stands for the type
        return cast("P", self._face)

    def close(self) -> None:
        """Refuse every call from now on."""
        self._open = False

    def _call(self, verb: Verb, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._refuse_misuse()
        key = kwargs.get("key", args[0] if args and verb.kind is VerbKind.FIND else None)
        call = _Call(verb, key.text if isinstance(key, Key) else "", self._clock.running())
        try:
            result = method(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - sorted into what the contract allows
            failure = self._failed(call, error)
        else:
            return self._answered(call, result)
        raise failure

    def _refuse_misuse(self) -> None:
        if not self._open:
            raise IllegalTransition("hub.closed", path=self._name, adapter=self._name)
        if threading.get_ident() != self._thread:
            raise IllegalTransition("hub.thread", path=self._name, adapter=self._name)

    def _answered(self, call: _Call, result: Any) -> Any:
        """Give the answer, if it is one of the verb's; a feed is looked at as it is read."""
        if inspect.iscoroutine(result):
            result.close()
        shape = returned(self._adapter.port.name, call.verb.name)
        if not conforms(result, shape.whole):
            kind = type(result).__name__
            raise self._end(call, self._violation(call, "plugin.result", kind=kind, expected=shape.text))
        if shape.item is not None and isinstance(result, Iterator):
            return self._read(call, result, shape.item)
        self._tell(call, _outcome(result))
        return result

    def _read(self, call: _Call, items: Iterator[Any], item: object) -> Iterator[Any]:
        while True:
            self._refuse_misuse()
            try:
                value = next(items)
            except StopIteration:
                self._tell(call, "answered")
                return
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - sorted into what the contract allows
                failure = self._failed(call, error)
            else:
                if conforms(value, item):
                    yield value
                    continue
                kind, expected = type(value).__name__, getattr(item, "__name__", str(item))
                failure = self._end(call, self._violation(call, "plugin.result", kind=kind, expected=expected))
            raise failure

    def _failed(self, call: _Call, error: BaseException) -> SalesSupportError:
        if isinstance(error, AdapterError | SecurityError):
            own = {"adapter": self._name, "port": self._adapter.port.name, "verb": call.verb.name, "key": call.key}
            kept = {name: redact_value(value) for name, value in error.context.items()}
            error.context = {**own, **{name: value for name, value in kept.items() if value or name not in own}}
            return self._end(call, error)
        return self._end(call, self._violation(call, "hub.stray", reason=reason_of(error)))

    def _violation(self, call: _Call, code: str, **context: str) -> ContractViolation:
        port, verb = self._adapter.port.name, call.verb.name
        return ContractViolation(
            code,
            path=f"{self._name}.{verb}",
            adapter=self._name,
            port=port,
            verb=verb,
            hook=f"{port}.{verb}",
            key=call.key,
            **context,
        )

    def _end(self, call: _Call, error: SalesSupportError) -> SalesSupportError:
        self._tell(call, type(error).__name__)
        return error

    def _tell(self, call: _Call, outcome: str) -> None:
        took = self._clock.running() - call.since
        port, verb = self._adapter.port.name, call.verb.name
        self._report(AdapterCall(self._name, port, verb, call.key, outcome, took))


def _outcome(result: object) -> str:
    match result:
        case Done(replayed=True):
            return "replayed"
        case Done():
            return "done"
        case Pending():
            return "pending"
    return "answered"


class _Face:
    """The verbs of a port and nothing else of the adapter."""

    def __init__(self, name: str, verbs: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(verbs)
        self._name = name

    def __repr__(self) -> str:
        return self._name
