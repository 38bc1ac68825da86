"""Policies chosen by name and version: from the label in `company.toml` to the function of a registered package.

Laws: only the label decides, never what happens to be installed; a label that nobody registers, or that two packages
do, is an error and no fallback; a policy's code is imported when it is chosen. What it raises is a `PluginCrashed`;
what it answers is verified by the domain (`domain.pay.rules`). Source: architecture decision 4; ports.md 3.2.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from attrs import evolve, frozen

from salessupport.domain.history import History
from salessupport.domain.pay.rules import BUILT_IN, ChosenRule
from salessupport.domain.values.errors import ConfigError, SalesSupportError
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.hub import imported
from salessupport.runtime.plugins import Plugins, reason_of
from salessupport.spi import hooks
from salessupport.spi.checks import incompatible
from salessupport.spi.errors import ContractViolation, PluginCrashed
from salessupport.spi.policies import COMMISSION, KINDS, Policy, PolicyKind

F = TypeVar("F")


@frozen
class Registered:
    """The policies of the plugins in use by kind and label, who registered them, and why others are left out.

    `broken` are the plugins that may have registered some but could not be loaded.
    """

    policies: Mapping[tuple[str, str], Policy[Any]]
    plugins: Mapping[tuple[str, str], str]
    errors: tuple[SalesSupportError, ...]
    broken: tuple[str, ...] = ()

    @classmethod
    def of(cls, plugins: Plugins) -> Registered:
        """Ask the plugins; nothing that a policy names is imported."""
        answers = Dispatcher(plugins).register(hooks.register_policies, name_of=_path)
        errors = [*answers.errors]
        kept = {}
        for said in answers.said:
            kind = KINDS.get(said.value.kind.name)
            error = _unfit(said.value, kind)
            if error is None:
                kept[said.value.kind.name, said.value.label] = said
            else:
                errors.append(error)
        return cls(
            {key: said.value for key, said in kept.items()},
            {key: said.plugin for key, said in kept.items()},
            tuple(errors),
            tuple(row.name for row in plugins.broken),
        )

    def named(self, kind: PolicyKind[F], label: str) -> Policy[F]:
        """The policy of a label; the error that keeps it out, or `ConfigError` with the nearest label."""
        found = self.policies.get((kind.name, label))
        if found is not None:
            return found
        for error in self.errors:
            if error.path == f"{kind.name}/{label}":
                raise error
        raise ConfigError(
            "policy.unknown_label",
            path=f"policies.{kind.name}",
            kind=kind.name,
            label=label,
            **self._hints(kind, label),
        )

    def _hints(self, kind: PolicyKind[Any], label: str) -> Mapping[str, str]:
        """The nearest label, else the plugins that could not be loaded."""
        near = get_close_matches(label, [each for name, each in self.policies if name == kind.name], n=1)
        if near:
            return {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"}
        if self.broken:
            names = ", ".join(self.broken)
            return {"hint": f" (not loaded: {names}; see doctor)", "hint_zh": f"（未能载入：{names}，见 doctor）"}
        return {}

    def function(self, kind: PolicyKind[F], label: str) -> F:
        """Import the function of a label and guard it: what it raises is a `PluginCrashed`."""
        policy = self.named(kind, label)
        function = _guarded(policy, imported(policy.call, policy.label), self.plugins[kind.name, label])
        return cast("F", function)


def with_policies(history: History, plugins: Plugins) -> History:
    """The history with the functions of the policies that its company names; as it is where all are built in."""
    label = history.company.policies.commission
    if label == BUILT_IN:
        return history
    rule = ChosenRule(label, Registered.of(plugins).function(COMMISSION, label))
    return evolve(history, chosen={**history.chosen, COMMISSION.name: rule})


def _path(policy: Policy[Any]) -> str:
    return f"{policy.kind.name}/{policy.label}"


def _unfit(policy: Policy[Any], kind: PolicyKind[Any] | None) -> SalesSupportError | None:
    if kind is None or kind is not policy.kind:
        return ConfigError("policy.unknown_label", path=_path(policy), kind=policy.kind.name, label=policy.label)
    return incompatible(_path(policy), policy.contract, kind.version)


def _guarded(policy: Policy[Any], function: Callable[..., Any], plugin: str) -> Callable[..., Any]:
    """The function, with its exceptions as errors of the plugin, and an awaitable refused."""
    where = {"path": plugin, "plugin": plugin, "hook": policy.label}

    def ask(question: object, /) -> object:
        try:
            answer = function(question)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a plugin raises is its own error
            reason = reason_of(error)
        else:
            if inspect.iscoroutine(answer):
                answer.close()
                raise ContractViolation("plugin.async", **where)
            return answer
        raise PluginCrashed("plugin.crashed", **where, reason=reason)

    return ask
