"""Plugins: found by entry point without an import, loaded one by one, and only those that the configuration names.

Laws: a distribution that is not allowed is never imported; a broken plugin is a row and not a crash, unless strictness
is asked for or the configuration names it in use; two plugins of one name are both left out, so that no order of
installation decides. A plugin within the process is code with all our rights: this guards against mistakes, not malice.
Source: reliability.md 3.7, B88-B98; ports.md 3.1; architecture decision 4; style 1.3.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from importlib import metadata
from pathlib import PurePath
from typing import Any, Final, NamedTuple

import pluggy
from attrs import evolve, field, frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding
from salessupport.runtime.redaction import redact
from salessupport.spi import hooks
from salessupport.spi.checks import hook_faults, hook_notes
from salessupport.spi.errors import (
    DuplicatePlugin,
    IncompatiblePlugin,
    PluginLoadFailed,
    PluginNotAllowed,
    PluginSignature,
)

DISABLE: Final = "SALESSUPPORT_DISABLE_PLUGINS"
"""The environment variable that keeps every installed plugin from being loaded."""
PLUGGY: Final = (1, 7)
"""The least version of pluggy: older ones leave a refused plugin half registered."""
IN_PROCESS: Final = "in process"
"""The distribution of plugins that an application passes itself."""


class PluginState(Enum):
    """What became of a plugin."""

    REGISTERED = "registered"
    BROKEN = "broken"
    NOT_ALLOWED = "not_allowed"
    DISABLED = "disabled"


@frozen
class Found:
    """An entry point of an installed distribution, not imported."""

    name: str
    distribution: str
    version: str
    load: Callable[[], object] = field(eq=False, repr=False)


@frozen
class PluginRow:
    """A plugin as `doctor` shows it; `error` says why it is not in use, `notes` what is odd about it."""

    name: str
    distribution: str
    version: str
    state: PluginState
    error: SalesSupportError | None = None
    notes: tuple[Finding, ...] = ()


class Called(NamedTuple):
    """A plugin's implementation of a hook: the function, and which of the hook's arguments it takes."""

    plugin: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]


@frozen(eq=False)
class Plugins:
    """The plugins that were found, and pluggy's manager with those that are in use."""

    rows: tuple[PluginRow, ...]
    manager: pluggy.PluginManager

    def implementing(self, hook: str) -> tuple[Called, ...]:
        """The implementations of a hook, by name of plugin."""
        found = getattr(self.manager.hook, hook).get_hookimpls()
        called = (Called(one.plugin_name, one.function, tuple(one.argnames)) for one in found)
        return tuple(sorted(called, key=lambda one: one.plugin))

    @property
    def broken(self) -> tuple[PluginRow, ...]:
        """Plugins that should work and do not."""
        return tuple(row for row in self.rows if row.state is PluginState.BROKEN)


def installed() -> tuple[Found, ...]:
    """Every plugin that some installed distribution announces, from its metadata alone."""
    found = [
        Found(each.name, canonical(each.dist.name), each.dist.version, each.load)
        for each in metadata.entry_points(group=hooks.GROUP)
        if each.dist is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.name, each.distribution)))


def canonical(distribution: str) -> str:
    """A distribution's name in one spelling: small letters, words by `-`."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def load_plugins(
    *,
    allowed: Mapping[str, str | None] | None = None,
    in_use: Collection[str] = (),
    in_process: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    strict: bool = False,
    found: Iterable[Found] | None = None,
) -> Plugins:
    """Load the plugins of the `allowed` distributions (name → pinned version or None), then those passed `in_process`.

    `in_use` names distributions without which the work cannot be done: if one is broken, missing or switched off, its
    error is raised, as every error is with `strict`. With `SALESSUPPORT_DISABLE_PLUGINS=1` in `environ` nothing that is
    installed is imported. `found` replaces what is installed, for tests.
    """
    _check_pluggy(metadata.version("pluggy"))
    pins = {canonical(name): pin for name, pin in (allowed or {}).items()}
    disabled = (environ or {}).get(DISABLE, "") not in ("", "0")
    known = (*(installed() if found is None else found), *_given(in_process or {}))
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    rows = tuple(_loaded(each, pins, manager, disabled=disabled) for each in known)
    rows = (*_without_twins(rows, manager), *_missing(pins, known))
    _refuse(rows, {canonical(name) for name in in_use}, strict=strict)
    manager.check_pending()
    return Plugins(rows, manager)


def _given(in_process: Mapping[str, object]) -> Iterator[Found]:
    for name, plugin in sorted(in_process.items()):
        yield Found(name, IN_PROCESS, "", partial(_itself, plugin))


def _itself(plugin: object) -> object:
    return plugin


def _check_pluggy(version: str) -> None:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < PLUGGY:
        needed = ".".join(map(str, PLUGGY))
        raise IncompatiblePlugin("plugin.pluggy", path="pluggy", found=version, needed=needed)


def _loaded(each: Found, pins: Mapping[str, str | None], manager: pluggy.PluginManager, *, disabled: bool) -> PluginRow:
    """Load and register one plugin; whatever goes wrong is its own row."""
    row = PluginRow(each.name, each.distribution, each.version, PluginState.REGISTERED)
    context = {"plugin": each.name, "distribution": each.distribution}
    if each.distribution != IN_PROCESS:
        if each.distribution not in pins:
            error = PluginNotAllowed("plugin.not_allowed", path=each.name, **context)
            return evolve(row, state=PluginState.NOT_ALLOWED, error=error)
        if disabled:
            error = PluginNotAllowed("plugin.disabled", path=each.name, **context)
            return evolve(row, state=PluginState.DISABLED, error=error)
        pinned = pins[each.distribution]
        if pinned not in (None, each.version):
            versions = {"pinned": pinned, "found": each.version}
            return _broken(row, PluginNotAllowed("plugin.pin", path=each.name, **context, **versions))
    try:
        plugin = each.load()
        for fault in hook_faults(plugin):
            fault.context = {**fault.context, **context}
            return _broken(row, fault)
        return _registered(row, plugin, manager)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever an import raises, SystemExit too, is that plugin's alone
        return _broken(row, PluginLoadFailed("plugin.load", path=each.name, **context, reason=reason_of(error)))


def _registered(row: PluginRow, plugin: object, manager: pluggy.PluginManager) -> PluginRow:
    if manager.get_plugin(row.name) is not None:
        return row  # its twin is registered: `_without_twins` takes both out
    try:
        manager.register(plugin, row.name)
    except (ValueError, TypeError, pluggy.PluginValidationError) as error:
        context = {"plugin": row.name, "distribution": row.distribution, "reason": reason_of(error)}
        return _broken(row, PluginSignature("plugin.load", path=row.name, **context))
    return evolve(row, notes=tuple(hook_notes(plugin)))


def _broken(row: PluginRow, error: SalesSupportError) -> PluginRow:
    return evolve(row, state=PluginState.BROKEN, error=error)


def reason_of(error: BaseException) -> str:
    """What a stranger's exception says and where it was raised, on one short line and without secrets.

    It stands in for the exception itself, whose chain may quote what must not be shown.
    """
    text = redact(" ".join(str(error).split()))[:200]
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f" ({PurePath(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno})" if last is not None else ""
    return f"{type(error).__name__}{': ' * bool(text)}{text}{place}"


def _without_twins(rows: tuple[PluginRow, ...], manager: pluggy.PluginManager) -> Iterator[PluginRow]:
    """Take out every plugin whose name another one bears too."""
    names = Counter(row.name for row in rows if row.state is PluginState.REGISTERED)
    for row in rows:
        if row.state is not PluginState.REGISTERED or names[row.name] == 1:
            yield row
            continue
        if manager.has_plugin(row.name):
            manager.unregister(name=row.name)
        others = [each.distribution for each in rows if each.name == row.name and each is not row]
        yield _broken(row, duplicate(row.name, row.distribution, others[0]))


def duplicate(what: str, first: str, second: str) -> DuplicatePlugin:
    """The error for one name announced twice."""
    return DuplicatePlugin("plugin.duplicate", path=what, what=what, first=first, second=second)


def _missing(pins: Mapping[str, str | None], known: Iterable[Found]) -> Iterator[PluginRow]:
    """Rows for what the configuration allows and nobody installed."""
    for name in sorted(set(pins) - {each.distribution for each in known}):
        error = PluginLoadFailed("plugin.missing", path=name, plugin=name, distribution=name)
        yield PluginRow(name, name, "", PluginState.BROKEN, error)


def _refuse(rows: Iterable[PluginRow], in_use: Collection[str], *, strict: bool) -> None:
    for row in rows:
        needed = row.distribution in in_use
        if row.error is not None and (needed or (strict and row.state is PluginState.BROKEN)):
            raise row.error
