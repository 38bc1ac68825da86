"""Calling the hooks: every plugin by itself, so that what one does wrong is one error and stops no other.

    register   answers are concatenated; what two plugins announce under one name is left out, with an error
    check      findings are concatenated and sorted by level, code and plugin, so that no order of plugins matters
    tell       all are called, errors are collected, nothing is stopped

Laws: arguments are frozen values; whatever a plugin raises, `SystemExit` too, becomes a `PluginCrashed`, but the user's
Ctrl-C goes through; an awaitable or a value of another type is a `ContractViolation`; a plugin that does not come back
in time is a `PluginTimeout` and is not called again. Plugins are called one at a time, in one thread of the dispatcher.
Source: reliability.md 3.7, B88-B97; ports.md 3.2.
"""

from __future__ import annotations

import inspect
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from operator import itemgetter
from typing import Any, Final, Generic, ParamSpec, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.messages import codes
from salessupport.runtime.plugins import Called, Plugins, duplicate, reason_of
from salessupport.runtime.watch import Overdue, Watch
from salessupport.spi.errors import ContractViolation, PluginCrashed, PluginTimeout
from salessupport.spi.hooks import HOOKS, Context, Hook

T = TypeVar("T")
D = TypeVar("D")
P = ParamSpec("P")

LIMIT: Final = timedelta(seconds=10)
"""How long a plugin may take for one dispatch."""
_CODES: Final = frozenset(code for code, _, _ in codes())
_Arguments = tuple[Any, ...]


@frozen
class Said(Generic[T]):
    """What a plugin answered."""

    plugin: str
    value: T


@frozen
class Answers(Generic[T]):
    """All answers, and one error for each plugin that failed."""

    said: tuple[Said[T], ...] = ()
    errors: tuple[SalesSupportError, ...] = ()

    @property
    def values(self) -> tuple[T, ...]:
        """The answers without who gave them."""
        return tuple(one.value for one in self.said)

    def complete(self) -> Answers[T]:
        """The same, if nobody failed; else the first error is raised, for a caller that needs every answer."""
        for error in self.errors:
            raise error
        return self


class Dispatcher:
    """Calls the hooks of the plugins that are in use; `limit` is how long each may take, None for ever."""

    def __init__(self, plugins: Plugins, *, limit: timedelta | None = LIMIT) -> None:
        self.plugins = plugins
        self._limit = limit
        self._quarantined: dict[str, PluginTimeout] = {}
        self._calls = {name: [_Call(hook, one) for one in plugins.implementing(name)] for name, hook in HOOKS.items()}
        self._one_at_a_time = threading.RLock()
        self._watch = Watch("plugins")

    @property
    def quarantined(self) -> tuple[str, ...]:
        """Plugins that did not come back and are not called any more."""
        return tuple(sorted(self._quarantined))

    def register(self, hook: Callable[[], Iterable[T]], *, name_of: Callable[[T], str]) -> Answers[T]:
        """What all plugins announce; under a name that is announced twice nothing is."""
        answers = self._ask(hook.__name__, [()])
        by_name: defaultdict[str, list[Said[T]]] = defaultdict(list)
        for one in answers.said:
            by_name[name_of(one.value)].append(one)
        twice = [
            duplicate(name, same[0].plugin, same[1].plugin) for name, same in sorted(by_name.items()) if len(same) > 1
        ]
        single = tuple(same[0] for _, same in sorted(by_name.items()) if len(same) == 1)
        return Answers(single, (*answers.errors, *twice))

    def check(self, hook: Callable[P, Iterable[Finding]], *args: P.args, **kwargs: P.kwargs) -> Answers[Finding]:
        """What all plugins find in one document."""
        return _sorted(self._ask(hook.__name__, [_bound(HOOKS[hook.__name__], args, kwargs)]))

    def check_each(
        self, hook: Callable[[D, Context], Iterable[Finding]], documents: Iterable[D], context: Context
    ) -> Answers[Finding]:
        """What all plugins find in many documents: as `check` of each, but every plugin is called in one go.

        A plugin that fails at a document is not asked about those after it; its error says so.
        """
        return _sorted(self._ask(hook.__name__, [(document, context) for document in documents]))

    def tell(self, hook: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> tuple[SalesSupportError, ...]:
        """Tell all plugins; gives what went wrong."""
        return self._ask(hook.__name__, [_bound(HOOKS[hook.__name__], args, kwargs)]).errors

    def _ask(self, hook: str, batch: Sequence[_Arguments]) -> Answers[Any]:
        calls = self._calls[hook]
        if not calls or not batch:
            return Answers()
        said: list[Said[Any]] = []
        errors: list[SalesSupportError] = []
        with self._one_at_a_time:
            waiting = [call for call in calls if call.plugin not in self._quarantined]
            errors += (self._quarantined[call.plugin] for call in calls if call.plugin in self._quarantined)
            for answers, error in self._each(waiting, batch):
                said += answers
                errors += () if error is None else (error,)
        return Answers(tuple(said), tuple(errors))

    def _each(self, calls: Sequence[_Call], batch: Sequence[_Arguments]) -> Iterator[_Answer]:
        if self._limit is None:
            yield from (call.answer(batch) for call in calls)
            return
        jobs = [partial(call.answer, batch) for call in calls]
        for call, answer in zip(calls, self._watch.run(jobs, self._limit), strict=True):
            if isinstance(answer, Overdue):
                self._quarantined[call.plugin] = call.late(self._limit)
                yield [], self._quarantined[call.plugin]
            else:
                yield answer


_Answer = tuple[list[Said[Any]], SalesSupportError | None]


class _Call:
    """One plugin's implementation of one hook."""

    def __init__(self, hook: Hook, called: Called) -> None:
        self.plugin = called.plugin
        self._hook = hook
        self._function = _taking(called, hook)

    def answer(self, batch: Sequence[_Arguments]) -> _Answer:
        """Call it for every tuple of arguments, up to the first that it fails at."""
        said: list[Said[Any]] = []
        function = self._function
        arguments: _Arguments = ()
        try:
            for arguments in batch:
                result = function(arguments)
                if result is not None and result != [] and result != ():
                    said += [Said(self.plugin, value) for value in self._checked(result)]
        except ContractViolation as error:
            return said, error
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a plugin raises is its own error and nobody else's
            return said, self._crashed(error, arguments)
        return said, None

    def late(self, limit: timedelta) -> PluginTimeout:
        """The error for not having come back."""
        return PluginTimeout(
            "plugin.timeout", path=self.plugin, plugin=self.plugin, hook=self._hook.name, limit=limit / _SECOND
        )

    def _crashed(self, error: BaseException, arguments: _Arguments) -> PluginCrashed:
        document = getattr(arguments[0], "id", "") if arguments else ""
        return PluginCrashed(
            "plugin.crashed",
            path=self.plugin,
            plugin=self.plugin,
            hook=self._hook.name,
            document=document,
            reason=reason_of(error),
        )

    def _checked(self, result: Any) -> Iterator[Any]:
        """The items of an answer, each of the type that the hook asks for."""
        expected = self._hook.gives
        if inspect.isawaitable(result):
            if inspect.iscoroutine(result):
                result.close()
            raise ContractViolation("plugin.async", path=self._path(), plugin=self.plugin, hook=self._hook.name)
        if expected is None or isinstance(result, str | bytes) or not isinstance(result, Iterable):
            raise self._wrong(result, self._path(), "nothing" if expected is None else f"{expected.__name__}s")
        for number, value in enumerate(result):
            path = f"{self._path()}[{number}]"
            if not isinstance(value, expected):
                raise self._wrong(value, path, expected.__name__)
            if isinstance(value, Finding) and value.code not in _CODES:
                raise ContractViolation(
                    "plugin.finding_code", path=path, plugin=self.plugin, hook=self._hook.name, found=value.code
                )
            yield value

    def _path(self) -> str:
        return f"{self.plugin}.{self._hook.name}"

    def _wrong(self, value: object, path: str, expected: str) -> ContractViolation:
        kind = type(value).__name__
        return ContractViolation(
            "plugin.result", path=path, plugin=self.plugin, hook=self._hook.name, kind=kind, expected=expected
        )


_SECOND: Final = timedelta(seconds=1)


def _taking(called: Called, hook: Hook) -> Callable[[_Arguments], Any]:
    """The implementation as a function of all arguments of the hook, of which it may take only some."""
    function = called.function
    if called.arguments == hook.arguments:
        return lambda arguments: function(*arguments)
    chosen = [hook.arguments.index(name) for name in called.arguments]
    if not chosen:
        return lambda _: function()
    if len(chosen) == 1:
        (only,) = chosen
        return lambda arguments: function(arguments[only])
    pick = itemgetter(*chosen)
    return lambda arguments: function(*pick(arguments))


def _bound(hook: Hook, args: _Arguments, kwargs: dict[str, Any]) -> _Arguments:
    """The arguments in the order of the specification; a wrong one is the caller's `TypeError`."""
    if not kwargs and len(args) == len(hook.arguments):
        return args
    if len(args) + len(kwargs) != len(hook.arguments) or not set(hook.arguments[len(args) :]) == set(kwargs):
        raise TypeError(f"{hook.signature} called with {len(args)} arguments and {sorted(kwargs)}")
    return *args, *(kwargs[name] for name in hook.arguments[len(args) :])


def _sorted(answers: Answers[Finding]) -> Answers[Finding]:
    return Answers(tuple(sorted(answers.said, key=_rank)), answers.errors)


def _rank(said: Said[Finding]) -> tuple[object, ...]:
    """Errors before warnings, then by code, plugin, place and content."""
    found = said.value
    rule, text = str(found.context.get("rule", "")), str(sorted(map(str, found.context.items())))
    return found.level != "error", found.code, rule, said.plugin, found.place.sort_key(), found.value, text
