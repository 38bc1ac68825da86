"""Calling hooks: one plugin's fault is one error, no order of plugins changes an answer, nobody hangs (B88-B97)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Customer
from salessupport.domain.values.findings import Finding, Level, Place
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.watch import Overdue, Watch
from salessupport.spi import hooks
from salessupport.spi.errors import ContractViolation, DuplicatePlugin, PluginCrashed, PluginTimeout
from salessupport.spi.hooks import noticed
from support.plugin_samples import CONTEXT, CUSTOMER, adapter, announcing, dispatcher, entry, loaded, module

SOON = timedelta(milliseconds=150)
PLACE = Place("customers", column="name")


def checking(answer: Callable[[Customer], Any]) -> object:
    """A plugin that checks customers."""

    def check_customer(customer: Customer) -> Any:
        return answer(customer)

    return module(check_customer)


def finding(rule: str, level: Level = "warning") -> Finding:
    """A plugin's own finding."""
    return noticed(rule, PLACE, text="look", text_zh="请核对", level=level)


def raising(error: BaseException) -> object:
    """A plugin that fails in its check."""

    def fail(_: Customer) -> None:
        raise error

    return checking(fail)


class TestOneFails:
    @pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(1), RecursionError(), StopIteration()])
    def test_the_others_are_called(self, error: BaseException):
        """B88, B89: what one raises is one `PluginCrashed`; the others' findings stand."""
        calls = dispatcher(a=checking(lambda _: [finding("a")]), b=raising(error), c=checking(lambda _: [finding("c")]))
        answers = calls.check(hooks.check_customer, CUSTOMER, CONTEXT)
        assert [said.plugin for said in answers.said] == ["a", "c"]
        (crashed,) = answers.errors
        assert isinstance(crashed, PluginCrashed)
        assert (crashed.context["plugin"], crashed.context["document"]) == ("b", "C-1")
        assert type(error).__name__ in crashed.message("en")

    def test_interrupt_goes_through(self):
        """The user's Ctrl-C is not a plugin's error, with a limit of time or without."""
        for limit in (None, timedelta(seconds=5)):
            calls = Dispatcher(loaded(entry("a", raising(KeyboardInterrupt()))), limit=limit)
            with pytest.raises(KeyboardInterrupt):
                calls.check(hooks.check_customer, CUSTOMER, CONTEXT)

    def test_complete(self):
        """A caller that needs every answer gets the first error instead of a part."""
        answers = dispatcher(b=raising(ValueError())).check(hooks.check_customer, CUSTOMER, CONTEXT)
        with pytest.raises(PluginCrashed):
            answers.complete()
        whole = dispatcher(a=checking(lambda _: [finding("a")])).check(hooks.check_customer, CUSTOMER, CONTEXT)
        assert whole.complete() is whole
        assert whole.values == (finding("a"),)

    def test_arguments_are_frozen(self):
        """B96: a plugin that would edit its document crashes; the next one sees what the caller gave."""
        seen: list[Customer] = []

        def edit(customer: Customer) -> None:
            customer.name = "Somebody else"  # type: ignore[misc]

        calls = dispatcher(a=checking(edit), b=checking(lambda one: seen.append(one)))
        (crashed,) = calls.check(hooks.check_customer, CUSTOMER, CONTEXT).errors
        assert "FrozenInstanceError" in crashed.message("en")
        assert seen == [CUSTOMER]

    def test_telling_stops_for_nobody(self):
        """`on_*`: everybody is told, what goes wrong is collected."""
        told: list[str] = []

        def on_call(call: object) -> None:
            told.append("told")

        def failing(call: object) -> None:
            raise ValueError

        failing.__name__ = "on_call"
        calls = dispatcher(a=module(failing), b=module(on_call))
        call = hooks.AdapterCall("x", "sales", "ping", "", "answered", timedelta(0))
        assert [type(error) for error in calls.tell(hooks.on_call, call)] == [PluginCrashed]
        assert told == ["told"]


class TestAnswersOfAWrongKind:
    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (lambda _: "wrong", "str"),
            (lambda _: 3, "int"),
            (lambda _: [finding("a"), "b"], "str"),
            (lambda _: iter([None]), "NoneType"),
            (lambda _: {"code": "x"}, "str"),
            (lambda _: [Finding("no.such.code", PLACE)], "no.such.code"),
        ],
    )
    def test_refused_with_its_path(self, answer: Callable[[Customer], object], said: str):
        """B95: an answer of another type, or a finding of a code that nobody can read, names plugin, hook and place."""
        (error,) = dispatcher(a=checking(answer)).check(hooks.check_customer, CUSTOMER, CONTEXT).errors
        assert isinstance(error, ContractViolation)
        assert error.path.startswith("a.check_customer")
        assert said in error.message("en")

    def test_awaitable(self):
        """B94: an awaitable that a plain function gives is a violation, and leaves no warning behind."""

        async def later() -> None: ...

        (error,) = dispatcher(a=checking(lambda _: later())).check(hooks.check_customer, CUSTOMER, CONTEXT).errors
        assert error.code == "plugin.async"

    def test_nothing_is_an_answer(self):
        """None and an empty collection say that nothing was found."""
        for nothing in (None, [], (), iter(())):
            answers = dispatcher(a=checking(lambda _, it=nothing: it)).check(hooks.check_customer, CUSTOMER, CONTEXT)
            assert answers.said == answers.errors == ()

    def test_on_hooks_answer_nothing(self):
        """Who observes cannot say anything that somebody might act on."""

        def on_events(events: object) -> int:
            return 1

        (error,) = dispatcher(a=module(on_events)).tell(hooks.on_events, ())
        assert isinstance(error, ContractViolation)


class TestArguments:
    def test_only_those_that_are_taken(self):
        """An implementation takes any of the hook's arguments, in its own order, or none."""
        got: list[object] = []

        def check_customer(context: object, customer: object) -> None:
            got.extend((context, customer))

        def only(context: object) -> None:
            got.append(context)

        def none() -> None:
            got.append("none")

        only.__name__ = none.__name__ = "check_customer"
        calls = dispatcher(a=module(check_customer), b=module(only), c=module(none))
        assert calls.check(hooks.check_customer, CUSTOMER, CONTEXT).errors == ()
        assert got == [CONTEXT, CUSTOMER, CONTEXT, "none"]
        calls.check(hooks.check_customer, context=CONTEXT, customer=CUSTOMER)
        assert got[4:] == got[:4]

    def test_wrong_call_is_the_callers(self):
        """A call that does not fit the hook is the caller's own mistake, not a plugin's."""
        calls = dispatcher(a=checking(lambda _: None))
        for arguments, named in (((CUSTOMER,), {}), ((CUSTOMER, CONTEXT), {"more": 1}), ((CUSTOMER,), {"cntext": 1})):
            with pytest.raises(TypeError, match="check_customer"):
                calls.check(hooks.check_customer, *arguments, **named)  # type: ignore[call-arg]


class TestRegistering:
    def test_concatenated(self):
        """What plugins announce is one list, each with who announced it."""
        calls = dispatcher(b=announcing(adapter("two")), a=announcing(adapter("one")))
        answers = calls.register(hooks.register_adapters, name_of=lambda one: one.name)
        assert [(said.plugin, said.value.name) for said in answers.said] == [("a", "one"), ("b", "two")]

    @given(st.permutations(["a", "b", "c"]))
    def test_one_name_twice_is_nobodys(self, order: list[str]):
        """B93: in whatever order plugins are found, a name announced twice is left out and both are named."""
        plugins = {
            "a": announcing(adapter("same"), adapter("own")),
            "b": announcing(adapter("same")),
            "c": announcing(adapter("other")),
        }
        calls = dispatcher(**{name: plugins[name] for name in order})
        answers = calls.register(hooks.register_adapters, name_of=lambda one: one.name)
        assert [said.value.name for said in answers.said] == ["other", "own"]
        (error,) = answers.errors
        assert isinstance(error, DuplicatePlugin)
        assert (error.context["first"], error.context["second"]) == ("a", "b")


class TestNoOrderMatters:
    @given(
        st.dictionaries(
            st.sampled_from("abcde"),
            st.lists(st.tuples(st.sampled_from(["x.one", "x.two", "y"]), st.sampled_from(["error", "warning"]))),
            min_size=1,
        ),
        st.randoms(use_true_random=False),
    )
    def test_of_plugins(self, found: dict[str, list[tuple[str, Level]]], random: Any):
        """Findings come sorted by level, rule and plugin, whoever was installed first."""
        names = list(found)
        plugins = {
            name: checking(lambda _, mine=given: [finding(rule, level) for rule, level in mine])
            for name, given in found.items()
        }
        expected = dispatcher(**plugins).check(hooks.check_customer, CUSTOMER, CONTEXT)
        random.shuffle(names)
        shuffled = dispatcher(**{name: plugins[name] for name in names})
        answers = shuffled.check(hooks.check_customer, CUSTOMER, CONTEXT)
        assert answers == expected
        levels = [one.level for one in answers.values]
        assert levels == sorted(levels)
        assert len(levels) == sum(map(len, found.values()))

    @given(st.lists(st.integers(0, 9), max_size=8))
    def test_of_documents(self, numbers: list[int]):
        """Many documents in one go give what they give one by one."""
        customers = [evolve(CUSTOMER, id=f"C-{number}") for number in numbers]
        calls = dispatcher(
            a=checking(lambda one: [finding(one.id)]),
            b=checking(lambda one: [finding(one.id, "error")] if one.id > "C-4" else None),
        )
        one_by_one = [calls.check(hooks.check_customer, one, CONTEXT).said for one in customers]
        together = calls.check_each(hooks.check_customer, customers, CONTEXT).said
        assert sorted(map(repr, together)) == sorted(repr(said) for many in one_by_one for said in many)


class TestBatches:
    def test_failing_at_a_document(self):
        """A plugin that fails at a document keeps what it found before and is not asked about those after it."""
        asked: list[str] = []

        def look(customer: Customer) -> Any:
            asked.append(customer.id)
            return [finding(customer.id)] if customer.id != "C-2" else 1 // 0

        customers = [evolve(CUSTOMER, id=f"C-{number}") for number in (1, 2, 3)]
        answers = dispatcher(a=checking(look)).check_each(hooks.check_customer, customers, CONTEXT)
        assert asked == ["C-1", "C-2"]
        assert [one.context["rule"] for one in answers.values] == ["C-1"]
        assert answers.errors[0].context["document"] == "C-2"


class TestTime:
    def test_who_does_not_come_back_is_given_up(self):
        """B97: a plugin that hangs is a `PluginTimeout`, the one behind it is called, and it is not asked again."""
        release, called = threading.Event(), []

        def hang(_: Customer) -> None:
            called.append("slow")
            release.wait(5)

        plugins = loaded(entry("a", checking(hang)), entry("b", checking(lambda _: [finding("b")])))
        calls = Dispatcher(plugins, limit=SOON)
        try:
            for _ in range(2):
                answers = calls.check(hooks.check_customer, CUSTOMER, CONTEXT)
                assert [said.plugin for said in answers.said] == ["b"]
                assert [type(error) for error in answers.errors] == [PluginTimeout]
                assert "0.15" in answers.errors[0].message("en")
            assert (calls.quarantined, called) == (("a",), ["slow"])
        finally:
            release.set()

    def test_what_it_says_later_is_lost(self):
        """Work behind an overdue job is done once, by the thread that came after; a late answer is no answer."""
        release, done = threading.Event(), []

        def jobs() -> Iterator[Callable[[], object]]:
            yield lambda: release.wait(5)
            yield lambda: done.append(1)
            yield lambda: done.append(2)

        watch = Watch("test")
        results: Iterable[object] = watch.run([*jobs()], SOON)
        assert [isinstance(one, Overdue) for one in results] == [True, False, False]
        release.set()
        assert [*watch.run([lambda: done.append(3)], SOON)] == [None]
        watch.stop()
        assert done == [1, 2, 3]

    def test_threads_do_not_pile_up(self):
        """A hundred dispatches run in one thread."""
        threads: set[int] = set()
        calls = Dispatcher(loaded(entry("a", checking(lambda _: threads.add(threading.get_ident())))))
        for _ in range(100):
            calls.check(hooks.check_customer, CUSTOMER, CONTEXT)
        assert len(threads) == 1
        assert threads != {threading.get_ident()}
