"""Whether an object has the methods of a port's Protocol, and whether a plugin implements hooks as they are specified.

Signatures are compared once, when something is registered or opened: `isinstance` with a run-time Protocol looks at
names only, and pluggy passes over a misspelt hook, an async one and an argument with a default without a word.
Source: ports.md 3.1; reliability.md 3.7, B91, B92, B94.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding, Place
from salessupport.spi.errors import ContractViolation, HookUnknown, IncompatiblePlugin, PluginSignature
from salessupport.spi.hooks import HOOKS, PROJECT, VERSION
from salessupport.spi.port import ContractVersion, Port
from salessupport.spi.ports import PROTOCOLS

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def misfits(thing: object, port: Port[object]) -> Iterator[str]:
    """What keeps `thing` from being used as `port`, one sentence for each verb; nothing if it fits."""
    protocol = PROTOCOLS[port.name]
    for verb in port.verbs:
        method = getattr(thing, verb.name, None)
        if not callable(method):
            yield f"{verb.name} is missing"
        elif is_async(method):
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


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling it gives something that has to be awaited."""
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def incompatible(what: str, spoken: ContractVersion, ours: ContractVersion) -> IncompatiblePlugin | None:
    """The error for a contract version that does not fit, with both numbers and what to do; None if it fits."""
    if ours.takes(spoken):
        return None
    newer = (spoken.major, spoken.minor) > (ours.major, ours.minor)
    remedy = ("upgrade salessupport", "请升级 salessupport") if newer else ("upgrade the plugin", "请升级该插件")
    return IncompatiblePlugin(
        "plugin.speaks", path=what, what=what, speaks=str(spoken), ours=str(ours), remedy=remedy[0], remedy_zh=remedy[1]
    )


@frozen
class Implementation:
    """A function that a plugin marked as the implementation of a hook, with pluggy's options."""

    hook: str
    function: Callable[..., Any]
    options: Mapping[str, Any]


def implementations(plugin: object) -> Iterator[Implementation]:
    """The marked functions of a plugin; properties are not evaluated."""
    for name, function in _routines(plugin):
        options = getattr(function, f"{PROJECT}_impl", None)
        if isinstance(options, Mapping):
            yield Implementation(options.get("specname") or name, function, options)


def hook_faults(plugin: object) -> Iterator[SalesSupportError]:
    """Everything for which a plugin cannot be registered."""
    if inspect.isclass(plugin):
        yield PluginSignature("plugin.class", path=plugin.__name__)
        return
    spoken = getattr(plugin, "speaks", None)
    if spoken is not None and (error := incompatible("hooks", ContractVersion.parse(str(spoken)), VERSION)):
        yield error
    for name, function in _routines(plugin):
        marked = hasattr(function, f"{PROJECT}_impl") or hasattr(function, f"{PROJECT}_spec")
        if name in HOOKS and not marked:
            yield PluginSignature("plugin.unmarked", path=name, hook=name)
    for one in implementations(plugin):
        yield from _faults(one)


def hook_notes(plugin: object) -> Iterator[Finding]:
    """What is odd about a plugin without keeping it from its work: arguments with a default, which are never passed."""
    for one in implementations(plugin):
        for name, parameter in inspect.signature(one.function).parameters.items():
            if name not in _arguments(one.hook) and parameter.default is not inspect.Parameter.empty:
                context = {"hook": one.hook, "unknown": name}
                yield Finding("plugin.defaulted", Place(one.hook, column=name), "warning", context=context)


def _faults(one: Implementation) -> Iterator[SalesSupportError]:
    known = HOOKS.get(one.hook)
    if known is None:
        if not one.options.get("optionalhook"):
            near = get_close_matches(one.hook, HOOKS, n=1)
            hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
            yield HookUnknown("plugin.hook", path=one.hook, hook=one.hook, **hints)
        return
    if one.options.get("wrapper") or one.options.get("hookwrapper"):
        yield PluginSignature("plugin.wrapper", path=one.hook, hook=one.hook)
    elif is_async(one.function):
        yield ContractViolation("plugin.async", path=one.hook, hook=one.hook)
    for name, parameter in inspect.signature(one.function).parameters.items():
        if name not in known.arguments and parameter.default is inspect.Parameter.empty:
            yield PluginSignature(
                "plugin.arguments", path=one.hook, hook=one.hook, unknown=name, spec=known.signature.replace("'", "")
            )


def _arguments(hook: str) -> tuple[str, ...]:
    return HOOKS[hook].arguments if hook in HOOKS else ()


def _routines(plugin: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name in dir(plugin):
        if name.startswith("_") or isinstance(inspect.getattr_static(plugin, name, None), property):
            continue
        value = getattr(plugin, name, None)
        if inspect.isroutine(value):
            yield name, value
