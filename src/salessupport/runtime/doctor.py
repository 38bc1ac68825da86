"""What is installed, what is wrong with it and with its configuration: `salessupport plugins`, `salessupport doctor`.

Law: a plugin that the configuration does not name is listed from its metadata alone; whatever is wrong with one is a
finding with its remedy, and the others are looked at all the same. Source: architecture decision 4; ports.md 3.5, 3.8;
issue 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from attrs import frozen

from salessupport._version import __version__
from salessupport.domain.pay.rules import BUILT_IN
from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Level, Place, by_place
from salessupport.domain.values.policies import Company
from salessupport.runtime.announced import Announced, HubSettings
from salessupport.runtime.config import NAME
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.hub import imported
from salessupport.runtime.plugins import IN_PROCESS, PluginRow, Plugins, PluginState
from salessupport.runtime.policies import Registered
from salessupport.spi.adapter import TEMPLATE, Adapter
from salessupport.spi.capabilities import Unsupported, Untested
from salessupport.spi.hooks import HOOKS, VERSION
from salessupport.spi.policies import COMMISSION

COMPANY: Final = "company.toml"
"""Where a finding about a policy stands."""


@frozen
class Provided:
    """Something that a plugin announces: `kind` (`adapter sales`, `policy commission`), name and contract version."""

    kind: str
    name: str
    speaks: str


@frozen
class InstalledPlugin:
    """A plugin; `state` is `registered`, `broken`, `not_allowed` or `disabled`.

    What it provides and which hooks it implements is known of registered ones only: no other is imported.
    """

    name: str
    distribution: str
    version: str
    state: str
    provides: tuple[Provided, ...]
    hooks: tuple[str, ...]
    findings: tuple[Finding, ...]


@frozen
class InstalledPlugins:
    """The answer of `plugins`: this library's version, that of its hooks, and every plugin by name."""

    version: str
    hooks: str
    plugins: tuple[InstalledPlugin, ...]


@frozen
class Diagnosis:
    """The answer of `doctor`: how much was looked at, and what is wrong, each with its remedy."""

    plugins: int
    connections: int
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.findings


def installed_plugins(plugins: Plugins) -> InstalledPlugins:
    """List what is installed, with what is in use of it."""
    provided = _provided(plugins)
    hooks = {name: {called.plugin for called in plugins.implementing(name)} for name in HOOKS}
    return InstalledPlugins(
        __version__,
        str(VERSION),
        tuple(
            InstalledPlugin(
                row.name,
                row.distribution,
                row.version,
                row.state.value,
                tuple(one for plugin, one in provided if plugin == row.name and row.state is PluginState.REGISTERED),
                tuple(name for name, users in hooks.items() if row.name in users),
                tuple(_about(row)),
            )
            for row in sorted(plugins.rows, key=lambda row: (row.name, row.distribution))
        ),
    )


def diagnosis(
    plugins: Plugins, settings: HubSettings, company: Company | None = None, found: Iterable[Finding] = ()
) -> Diagnosis:
    """Examine the plugins in use, every configured connection, and the policies that a company names.

    `found` was found before, in the files themselves. Plugins that were passed in process are used and not counted.
    Nothing is opened and nobody is called.
    """
    announced, registered = Announced.by(Dispatcher(plugins)), Registered.of(plugins)
    findings = [*found]
    for row in plugins.rows:
        if row.state is not PluginState.NOT_ALLOWED:
            findings += _about(row)
    for error in (*announced.errors, *registered.errors):
        findings += found_in(error, Place(error.path))
    findings += [] if company is None else _policies(company, registered)
    for said in announced.all():
        findings += _old(said.value, said.plugin)
    for name in settings.adapters:
        findings += _connection(name, announced, settings)
    unique = {(one.code, str(one.place), one.message()): one for one in findings}
    installed = [row for row in plugins.rows if row.distribution != IN_PROCESS]
    in_use = sum(row.state is not PluginState.NOT_ALLOWED for row in installed)
    return Diagnosis(in_use, len(settings.adapters), tuple(sorted(unique.values(), key=by_place)))


def found_in(error: SalesSupportError, place: Place, *, level: Level = "error") -> tuple[Finding, ...]:
    """An error as findings; a report keeps those that it has."""
    if isinstance(error, ValidationReport):
        return error.findings
    return (Finding(error.code, place, level, context=error.context),)


def _provided(plugins: Plugins) -> list[tuple[str, Provided]]:
    adapters, policies = Announced.by(Dispatcher(plugins)).all(), Registered.of(plugins)
    return [
        *(
            (one.plugin, Provided(f"adapter {one.value.port.name}", one.value.name, one.value.speaks))
            for one in adapters
        ),
        *(
            (policies.plugins[kind, label], Provided(f"policy {kind}", label, policy.speaks))
            for (kind, label), policy in sorted(policies.policies.items())
        ),
    ]


def _about(row: PluginRow) -> Iterator[Finding]:
    """Why a plugin is not in use, and what is odd about one that is."""
    place = Place(row.distribution, column=row.name)
    if row.error is not None:
        broken = row.state is PluginState.BROKEN
        yield from found_in(row.error, place, level="error" if broken else "warning")
    for note in row.notes:
        yield Finding(note.code, place, note.level, note.value, note.context)


def _old(adapter: Adapter[object], plugin: str) -> Iterator[Finding]:
    """What of an adapter its author should look at."""
    place = Place(plugin, column=f"{adapter.port.name}/{adapter.name}")
    if adapter.template and adapter.template != TEMPLATE:
        context = {"adapter": adapter.name, "made": adapter.template, "now": TEMPLATE}
        yield Finding("doctor.template", place, "warning", context=context)
    can, port = adapter.capabilities, adapter.port
    answers = {**can.verbs, **can.kinds}
    asked = (*(verb.name for verb in port.verbs), *port.kinds)
    untested = [name for name in asked if isinstance(answers.get(name, Untested()), Untested)]
    done = [name for name in port.commands if not isinstance(answers.get(name), Unsupported)]
    unguarded = [f"idempotency of {name}" for name in done if name not in can.idempotency]
    if untested or unguarded:
        context = {"adapter": adapter.name, "answers": ", ".join((*untested, *unguarded))}
        yield Finding("doctor.untested", place, "warning", context=context)


def _connection(name: str, announced: Announced, settings: HubSettings) -> Iterator[Finding]:
    """Whether a connection has an adapter, and whether its configuration is one; nothing is opened."""
    adapter, place = settings.adapter_of(name), Place(NAME, column=f"adapters.{name}")
    ports = announced.ports_of(adapter)
    if not ports:
        refused = [error for error in announced.errors if error.path.endswith(f"/{adapter}")]
        near = get_close_matches(adapter, [known for _, known in announced.adapters], n=1)
        hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
        context = {"connection": name, "adapter": adapter, **hints}
        yield from [one for error in refused for one in found_in(error, place)] or [
            Finding("doctor.connection", place, context=context)
        ]
    for port in ports:
        try:
            settings.configured(name, imported(announced.named(port, adapter, name).config, name))
        except SalesSupportError as error:
            yield from found_in(error, place)


def _policies(company: Company, registered: Registered) -> Iterator[Finding]:
    """Whether the rule of commission that the company names is there and can be imported."""
    label = company.policies.commission
    if label != BUILT_IN:
        try:
            registered.function(COMMISSION, label)
        except SalesSupportError as error:
            yield from found_in(error, Place(COMPANY, column="policies.commission"))
