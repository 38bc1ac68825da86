"""Whether an object has the methods of a port's Protocol, by comparing signatures once when it is registered or opened.

`isinstance` with a run-time Protocol looks at names only. Source: ports.md 3.1; reliability.md B91, B94.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from salessupport.spi.port import Port
from salessupport.spi.ports import PROTOCOLS

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def misfits(thing: object, port: Port[object]) -> Iterator[str]:
    """What keeps `thing` from being used as `port`, one sentence for each verb; nothing if it fits."""
    protocol = PROTOCOLS[port.name]
    for verb in port.verbs:
        method = getattr(thing, verb.name, None)
        if not callable(method):
            yield f"{verb.name} is missing"
        elif inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method):
            yield f"{verb.name} is asynchronous; the contract is synchronous"
        else:
            specified = inspect.signature(getattr(protocol, verb.name))
            yield from _differences(verb.name, specified, inspect.signature(method))


def _differences(verb: str, specified: inspect.Signature, actual: inspect.Signature) -> Iterator[str]:
    """Compare how the verb is called: its first `self` is bound in `actual` already."""
    wanted = list(specified.parameters.values())[1:]
    positions = [parameter for parameter in wanted if parameter.kind in _BY_POSITION]
    keywords = [parameter.name for parameter in wanted if parameter.kind is inspect.Parameter.KEYWORD_ONLY]
    try:
        actual.bind(*(None for _ in positions), **dict.fromkeys(keywords))
        actual.bind(
            *(None for parameter in positions if parameter.default is inspect.Parameter.empty),
            **{name: None for name in keywords if specified.parameters[name].default is inspect.Parameter.empty},
        )
    except TypeError as error:
        yield f"{verb}{actual} cannot be called as {verb}{specified.replace(parameters=wanted)}: {error}"
