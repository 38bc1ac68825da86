"""Plugins of no distribution, for tests: modules made on the spot, entry points that are no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from types import ModuleType
from typing import Any

from salessupport.domain.facts import Customer
from salessupport.domain.values.policies import Company
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.plugins import Found, Plugins, canonical, load_plugins
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Capabilities
from salessupport.spi.hooks import Context, hook
from salessupport.spi.port import Port
from salessupport.spi.ports import NOTIFIER

COMPANY = Company(name="Example Trading")
CONTEXT = Context(COMPANY, date(2026, 10, 31))
CUSTOMER = Customer(id="C-1", name="Northern Paper")


def module(*functions: Callable[..., Any], name: str = "sample", **more: object) -> ModuleType:
    """Make a plugin of functions, each marked as the implementation of the hook of its name."""
    made = ModuleType(name)
    for function in functions:
        setattr(made, function.__name__, hook(function))
    for attribute, value in more.items():
        setattr(made, attribute, value)
    return made


def entry(name: str, plugin: object, *, version: str = "1.0", distribution: str = "") -> Found:
    """Make an entry point that gives a plugin when it is loaded, or fails with an exception."""

    def load() -> object:
        if isinstance(plugin, BaseException):
            raise plugin
        return plugin

    return Found(name, canonical(distribution or f"salessupport-{name}"), version, load)


def loaded(*found: Found, **options: Any) -> Plugins:
    """Load these entry points, every distribution allowed."""
    return load_plugins(allowed={each.distribution: None for each in found}, found=found, **options)


def dispatcher(**plugins: object) -> Dispatcher:
    """Make a dispatcher of plugins by name that waits for ever."""
    return Dispatcher(loaded(*(entry(name, plugin) for name, plugin in plugins.items())), limit=None)


def adapter(name: str, port: Port[Any] = NOTIFIER, **changed: Any) -> Adapter[Any]:
    """Make a descriptor whose code is in modules that do not exist."""
    given = {"speaks": str(port.version), "config": "absent_module:Config", "open": "absent_module:open"}
    more = {"capabilities": Capabilities(), **given, **changed}
    return Adapter(port=port, name=name, title=name, title_zh=name, **more)


def announcing(*adapters: Adapter[Any]) -> ModuleType:
    """Make a plugin that registers adapters."""

    def register_adapters() -> Iterable[Adapter[Any]]:
        return adapters

    return module(register_adapters)
