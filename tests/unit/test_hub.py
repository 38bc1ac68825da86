"""The hub: adapters listed without an import, opened typed, kept to the contract, mapped over threads (B88-B98)."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import ConfigError, IllegalTransition, SalesSupportError, ValidationReport
from salessupport.domain.values.money import Money
from salessupport.memory.adapters import ADAPTERS
from salessupport.runtime import hub as hub_module
from salessupport.runtime.conforming import conforms, returned
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.hub import Hub, Stage
from salessupport.runtime.mapping import Workers
from salessupport.spi.documents import RemoteOpenItem
from salessupport.spi.errors import (
    ContractViolation,
    DuplicatePlugin,
    IncompatiblePlugin,
    OutcomeUnknown,
    PluginLoadFailed,
    PluginTimeout,
    Rejected,
)
from salessupport.spi.hooks import AdapterCall
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Pending, Ref, RemoteIdentity, Ticket
from salessupport.spi.port import ContractVersion, Port, port
from salessupport.spi.ports import NOTIFIER, PORTS, SALES
from salessupport.spi.ports.notifier import Message, Sent
from salessupport.testing.simulated import SimulatedClock, simulated_environment
from support.plugin_samples import adapter, announcing, entry, loaded, module

T = TypeVar("T")
KEY = Key.of("reminder", "C-1", "2026-10")
MESSAGE = Message(("ann@example.com",), "Statement", "Please find it enclosed.")
SENT = Done(Sent("M-1"), Ref("messages", "M-1"))
CODE = "hub_sample_code"


@frozen
class Config:
    """What the sample adapter is configured with."""

    channel: str = "mail"


class Channel:
    """A notifier whose every answer can be replaced."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"identify": RemoteIdentity("p", "1", "t"), "ping": Health(well=True), "send": SENT} | answers

    def _answer(self, verb: str) -> Any:
        answer = self.answers.get(verb)
        if isinstance(answer, BaseException):
            raise answer
        return answer() if callable(answer) else answer

    def identify(self) -> Any:
        return self._answer("identify")

    def ping(self) -> Any:
        return self._answer("ping")

    def send(self, message: Message, /, *, key: Key) -> Any:
        return self._answer("send")

    def find(self, key: Key, /) -> Any:
        return self._answer("find")


@frozen
class Entry:
    """A connection in the configuration."""

    adapter: str
    config: Mapping[str, object] = field(factory=dict)


@frozen
class Settings:
    """A configuration in memory."""

    adapters: Mapping[str, Entry]

    def adapter_of(self, name: str, /) -> str:
        return self.adapters[name].adapter if name in self.adapters else name

    def configured(self, name: str, kind: type[T], /) -> T:
        return StrictConverter().structure(self.adapters[name].config, kind)


def hub_of(*plugins: object, told: list[AdapterCall] | None = None, **connections: Entry) -> Hub:
    """A hub of plugins; `told` gets every call."""

    def on_call(call: AdapterCall) -> None:
        if told is not None:
            told.append(call)

    found = [entry(f"p{number}", plugin) for number, plugin in enumerate((module(on_call), *plugins))]
    world = simulated_environment(SimulatedClock(), converter=StrictConverter())
    return Hub(Settings(connections or {"mail": Entry("acme")}), world, loaded(*found))


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Hub]:
    """Make a hub whose adapter `acme` of the notifier is this thing, or opens as this opener does."""

    def made(thing: object = None, *, opener: Any = None, told: list[AdapterCall] | None = None, **more: Any) -> Hub:
        @contextmanager
        def opened(config: Config, environment: object) -> Iterator[object]:
            yield thing() if isinstance(thing, type) else thing

        code = ModuleType(CODE)
        code.Config, code.open = Config, opener or opened  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, CODE, code)
        return hub_of(announcing(acme()), told=told, **more)

    return made


def acme(**changed: Any) -> Any:
    """The sample's descriptor."""
    return adapter("acme", **{"config": f"{CODE}:Config", "open": f"{CODE}:open"} | changed)


class TestListing:
    def test_twenty_adapters_without_importing_one(self, tmp_path: Path):
        """Registering and listing twenty installed adapters imports none of their code, nor a client or a converter."""
        for number in range(20):
            install(tmp_path, number)
        run = subprocess.run(
            [sys.executable, "-c", LISTING],
            env={"PYTHONPATH": f"{tmp_path}:{Path(hub_module.__file__).parents[2]}"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.split("\n") == ["20", "", "sample_adapter_07_code", ""]

    def test_every_reference_adapter_is_found(self):
        """The reference adapters of all ports are announced and open under their port and name."""
        found = hub_of(announcing(*ADAPTERS)).adapters()
        assert {said.value.port.name for said in found} == set(PORTS)

    def test_one_name_twice(self):
        """B93: two packages with one adapter leave it to neither, and opening it says who they are."""
        hub = hub_of(announcing(acme()), announcing(acme(), adapter("other")))
        assert [said.value.name for said in hub.adapters()] == ["other"]
        assert [type(error) for error in hub.refused] == [DuplicatePlugin]
        with pytest.raises(DuplicatePlugin, match="p1 and by p2"), hub.open(NOTIFIER, "mail"):
            pass

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"speaks": "2.0"}, "upgrade salessupport"),
            ({"speaks": "0.9"}, "upgrade the plugin"),
            ({"port": evolve(NOTIFIER, version=ContractVersion(1, 1))}, "acme is for the port notifier"),
            ({"port": port("fax", "1.0")}, "fax"),
        ],
    )
    def test_another_contract(self, changed: dict[str, Any], said: str):
        """An adapter of another version or of no known port is refused with both sides named; others are not."""
        hub = hub_of(announcing(acme(**changed)), announcing(adapter("other")))
        assert [one.value.name for one in hub.adapters()] == ["other"]
        (error,) = hub.refused
        assert isinstance(error, IncompatiblePlugin)
        assert said in error.message("en")


LISTING = """
import sys
from salessupport.runtime.hub import Hub
from salessupport.runtime.plugins import load_plugins
from salessupport.spi.ports import NOTIFIER

class Settings:
    adapters = {}
    def adapter_of(self, name):
        return name
    def configured(self, name, kind):
        return kind()

allowed = {f"sample-adapter-{number:02}": None for number in range(20)}
hub = Hub(Settings(), None, load_plugins(allowed=allowed))
print(len(hub.adapters()))
heavy = {"requests", "cattrs", "openpyxl", "click", "sqlite3", "hypothesis", "babel"}
print(*sorted(name for name in sys.modules if name.endswith("_code") or name in heavy))
try:
    with hub.open(NOTIFIER, "sample_07"):
        pass
except Exception:
    pass
print(*sorted(name for name in sys.modules if name.endswith("_code")))
"""


def install(folder: Path, number: int) -> None:
    """Put a distribution with a descriptor and code that would be heavy into a folder."""
    name = f"sample_adapter_{number:02}"
    (folder / f"{name}.py").write_text(
        f"""
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Capabilities
from salessupport.spi.hooks import hook
from salessupport.spi.ports import NOTIFIER

@hook
def register_adapters():
    paths = {{"config": "{name}_code:Config", "open": "{name}_code:open"}}
    return [Adapter(NOTIFIER, "sample_{number:02}", "t", "t", "1.0", capabilities=Capabilities(), **paths)]
""",
        encoding="utf-8",
    )
    (folder / f"{name}_code.py").write_text("import requests\nclass Config: ...\ndef open(*_): ...\n", encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[salessupport.plugins]\n{name} = {name}\n", encoding="utf-8")


class TestOpening:
    def test_a_connection_answers_as_its_port(self, serve):
        """Every verb of the port answers, everything else of the adapter is out of reach, every call is told."""
        told: list[AdapterCall] = []
        hub = serve(Channel(find=None), told=told)
        with hub.open(NOTIFIER, "mail") as channel:
            assert channel.send(MESSAGE, key=KEY) == SENT
            assert channel.find(KEY) is None
            assert channel.ping().well
            assert not hasattr(channel, "answers")
            assert hub.stage(NOTIFIER, "mail") is Stage.OPEN
        assert [(one.adapter, one.verb, one.key, one.outcome) for one in told] == [
            ("mail", "send", KEY.text, "done"),
            ("mail", "find", KEY.text, "answered"),
            ("mail", "ping", "", "answered"),
        ]

    def test_stages(self, serve):
        """A connection is unloaded, registered, configured, open and closed, in this order."""
        hub = serve(Channel(), mail=Entry("acme"), gone=Entry("nobody"))
        stages = [hub.stage(NOTIFIER, "gone"), hub.stage(NOTIFIER, "mail")]
        assert hub.configure(NOTIFIER, "mail") == Config()
        stages.append(hub.stage(NOTIFIER, "mail"))
        with hub.open(NOTIFIER, "mail"):
            stages.append(hub.stage(NOTIFIER, "mail"))
        assert [*stages, hub.stage(NOTIFIER, "mail")] == [*Stage]

    def test_closed_connection(self, serve):
        """After the end of its block a connection is of no use."""
        with serve(Channel()).open(NOTIFIER, "mail") as channel:
            pass
        with pytest.raises(IllegalTransition, match="closed"):
            channel.ping()

    def test_another_thread(self, serve):
        """A connection belongs to the thread that opened it."""
        raised: list[BaseException] = []

        def call() -> None:
            try:
                channel.ping()
            except IllegalTransition as error:
                raised.append(error)

        with serve(Channel()).open(NOTIFIER, "mail") as channel:
            thread = threading.Thread(target=call)
            thread.start()
            thread.join()
        assert len(raised) == 1

    def test_unknown_adapter(self, serve):
        """A name that nobody announces is an error with the nearest one."""
        with (
            pytest.raises(ConfigError, match=r"did you mean acme\?"),
            serve(Channel(), mail=Entry("acne")).open(NOTIFIER, "mail"),
        ):
            pass

    def test_wrong_configuration(self, serve):
        """An unknown key is a fault before anything is opened."""
        hub = serve(Channel(), mail=Entry("acme", config={"chanel": "x"}))
        with pytest.raises(SalesSupportError), hub.open(NOTIFIER, "mail"):
            pass
        assert hub.stage(NOTIFIER, "mail") is Stage.REGISTERED

    @pytest.mark.parametrize("dotted", ["absent_module:open", f"{CODE}:absent"])
    def test_code_that_cannot_be_imported(self, serve, dotted: str):
        """B90 at opening: the error names the path and why."""
        serve(Channel())
        hub = hub_of(announcing(acme(open=dotted)))
        with pytest.raises(PluginLoadFailed, match=dotted), hub.open(NOTIFIER, "mail"):
            pass

    def test_signatures_that_do_not_fit(self, serve):
        """B91 for ports: a verb that is missing, asynchronous or cannot be called as specified is named."""

        class Wrong:
            def identify(self, tenant: str) -> None: ...
            async def ping(self) -> None: ...
            def send(self, message: Message, key: Key) -> None: ...

        with pytest.raises(ContractViolation) as raised, serve(Wrong()).open(NOTIFIER, "mail"):
            pass
        said = raised.value.message("en")
        assert all(part in said for part in ("identify(tenant", "ping is asynchronous", "find is missing"))
        assert "send" not in said

    def test_what_goes_wrong_at_opening(self, serve):
        """A stray exception while connecting is a violation that says where."""

        @contextmanager
        def stray(config: Config, environment: object) -> Iterator[object]:
            raise ValueError("boom")
            yield

        with (
            pytest.raises(ContractViolation, match=r"ValueError: boom.*in open"),
            serve(opener=stray).open(NOTIFIER, "mail"),
        ):
            pass

    def test_what_goes_wrong_at_the_end(self, serve):
        """A stray exception while leaving is a violation; the caller's own error goes on as it is."""

        @contextmanager
        def leaving(config: Config, environment: object) -> Iterator[object]:
            yield Channel()
            raise ValueError("boom")

        with pytest.raises(ContractViolation, match="in close"), serve(opener=leaving).open(NOTIFIER, "mail"):
            pass
        with pytest.raises(KeyError, match="mine"), serve(Channel()).open(NOTIFIER, "mail"):
            raise KeyError("mine")


class TestGuard:
    def test_errors_of_the_contract_say_where(self, serve):
        """What the contract knows goes through with adapter, port, verb and key."""
        error = OutcomeUnknown(remote_text="lost")
        with serve(Channel(send=error)).open(NOTIFIER, "mail") as channel, pytest.raises(OutcomeUnknown) as raised:
            channel.send(MESSAGE, key=KEY)
        context = raised.value.context
        assert [context[name] for name in ("adapter", "port", "verb", "key", "remote_text")] == [
            "mail", "notifier", "send", KEY.text, "lost",
        ]  # fmt: skip

    @pytest.mark.parametrize("error", [ValueError("token=abcdef0123456789"), SystemExit(), StopIteration()])
    def test_strays(self, serve, error: BaseException):
        """Anything else that an adapter raises is a violation, without the chain that may quote secrets."""
        with serve(Channel(send=error)).open(NOTIFIER, "mail") as channel, pytest.raises(ContractViolation) as raised:
            channel.send(MESSAGE, key=KEY)
        assert raised.value.code == "hub.stray"
        assert raised.value.__cause__ is raised.value.__context__ is None
        assert "abcdef0123456789" not in str(raised.value)

    def test_interrupt_goes_through(self, serve):
        """Ctrl-C in a call is the user's."""
        with (
            serve(Channel(ping=KeyboardInterrupt())).open(NOTIFIER, "mail") as channel,
            pytest.raises(KeyboardInterrupt),
        ):
            channel.ping()

    @pytest.mark.parametrize("answer", [None, "M-1", ("M-1",), Ref("messages", "M-1"), 0])
    def test_answers_of_another_shape(self, serve, answer: object):
        """B95: an answer that is no outcome is a violation with its path, and is told so."""
        told: list[AdapterCall] = []
        with (
            serve(Channel(send=answer), told=told).open(NOTIFIER, "mail") as channel,
            pytest.raises(ContractViolation) as raised,
        ):
            channel.send(MESSAGE, key=KEY)
        assert (raised.value.path, told[-1].outcome) == ("mail.send", "ContractViolation")

    def test_awaitable_answer(self, serve):
        """B94: a coroutine instead of an answer is a violation, and leaves no warning behind."""

        async def later() -> None: ...

        with serve(Channel(ping=later)).open(NOTIFIER, "mail") as channel, pytest.raises(ContractViolation):
            channel.ping()

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [(SENT, "done"), (evolve(SENT, replayed=True), "replayed"), (Pending(Ticket("t")), "pending")],
    )
    def test_outcomes_are_told(self, serve, answer: object, outcome: str):
        """`on_call` knows a replayed effect and one that is still to be asked for."""
        told: list[AdapterCall] = []
        with serve(Channel(send=answer), told=told).open(NOTIFIER, "mail") as channel:
            channel.send(MESSAGE, key=KEY)
        assert told[-1].outcome == outcome

    def test_a_feed_is_looked_at_as_it_is_read(self, monkeypatch: pytest.MonkeyPatch):
        """A wrong item in the middle of a feed is an error there; what came before was handed over."""
        with reading(monkeypatch, [ITEM, ITEM, "wrong"]) as (sales, told):
            items = sales.open_items(as_of=date(2026, 10, 31))
            assert [next(items), next(items)] == [ITEM, ITEM]
            assert told == []
            with pytest.raises(ContractViolation):
                next(items)
            assert told[-1].outcome == "ContractViolation"

    def test_a_feed_that_breaks(self, monkeypatch: pytest.MonkeyPatch):
        """An error while a feed is read is sorted as in a call; one read to its end is told once."""
        with reading(monkeypatch, [ITEM, ValueError("x")]) as (sales, _), pytest.raises(ContractViolation):
            [*sales.open_items(as_of=date(2026, 10, 31))]
        with reading(monkeypatch, [ITEM]) as (sales, told):
            assert [*sales.open_items(as_of=date(2026, 10, 31))] == [ITEM]
            assert [one.outcome for one in told] == ["answered"]


DAY = date(2026, 10, 1)
ITEM = RemoteOpenItem("7", "INV-7", "C-1", DAY, None, Money(100, "CNY"), Money(60, "CNY"))


@contextmanager
def reading(monkeypatch: pytest.MonkeyPatch, items: list[object]) -> Iterator[tuple[Any, list[AdapterCall]]]:
    """Open a port of sales whose open items are these."""

    def feed(**_: object) -> Iterator[object]:
        for item in items:
            if isinstance(item, Exception):
                raise item
            yield item

    class Erp:
        def __getattr__(self, verb: str) -> Any:
            return feed

    @contextmanager
    def opened(config: Config, environment: object) -> Iterator[object]:
        yield Erp()

    monkeypatch.setattr(hub_module, "misfits", lambda *_: ())
    code = ModuleType(CODE)
    code.Config, code.open = Config, opened  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, CODE, code)
    told: list[AdapterCall] = []
    with hub_of(announcing(acme(port=SALES)), told=told).open(SALES, "mail") as sales:
        yield sales, told


class TestConforming:
    @pytest.mark.parametrize(
        ("value", "kind", "fits"),
        [
            (1, int, True),
            ("1", int, False),
            (None, None, True),
            ("a", int | None, False),
            (None, int | None, True),
            (("a", 1), tuple[str, int], True),
            (("a",), tuple[str, int], False),
            (("a", "b"), tuple[str, ...], True),
            (("a", 1), tuple[str, ...], False),
            ({"a": 1}, Mapping[str, int], True),
            ({"a": "1"}, Mapping[str, int], False),
            ("text", list[str], False),
            ([Ref("a", "b")], list[Ref], True),
            (object(), Any, True),
        ],
    )
    def test_of_values(self, value: object, kind: Any, fits: bool):
        """A value is of an annotation when it and the items of its collections are."""
        assert conforms(value, kind) is fits

    @pytest.mark.parametrize("one", PORTS.values(), ids=PORTS.get)
    def test_every_verb_has_a_shape(self, one: Port[Any]):
        """The annotations of every verb can be read, so that no answer goes unlooked at."""
        for verb in one.verbs:
            assert returned(one.name, verb.name).whole is not None


class TestMapping:
    @given(st.lists(st.integers(0, 30), max_size=30), st.integers(0, 9))
    def test_results_stand_in_the_order_of_the_values(self, values: list[int], workers: int):
        """Whatever thread is faster, result n is that of value n."""
        made = Workers(still, lambda _, value: value * 2, values).run(workers)
        assert made == tuple(value * 2 for value in values)

    @given(st.lists(st.booleans(), max_size=20), st.integers(1, 8))
    def test_the_first_failing_value_is_the_error(self, fails: list[bool], workers: int):
        """When several calls fail, the error is that of the first of their values, on every run."""

        def call(_: object, number: int) -> int:
            if fails[number]:
                raise Rejected(remote_text=str(number))
            return number

        mapped = Workers(still, call, range(len(fails)))
        if not any(fails):
            assert mapped.run(workers) == tuple(range(len(fails)))
            return
        with pytest.raises(Rejected) as raised:
            mapped.run(workers)
        assert raised.value.context["remote_text"] == str(fails.index(True))

    def test_each_thread_has_its_own_connection(self, serve):
        """`hub.map` opens one connection a thread, never more than values, and closes them all."""
        opened: list[threading.Thread] = []
        closed: list[threading.Thread] = []

        @contextmanager
        def opener(config: Config, environment: object) -> Iterator[object]:
            opened.append(threading.current_thread())
            yield Channel()
            closed.append(threading.current_thread())

        hub = serve(opener=opener)
        answers = hub.map(NOTIFIER, "mail", range(5), lambda channel, _: channel.send(MESSAGE, key=KEY), workers=3)
        assert answers == (SENT,) * 5
        assert 1 <= len(opened) == len(set(opened)) <= 3
        assert set(closed) == set(opened)

    def test_a_connection_that_does_not_open(self, serve):
        """A failure to open is the error, with values or a single worker."""

        @contextmanager
        def opener(config: Config, environment: object) -> Iterator[object]:
            raise Rejected(remote_text="no such user")
            yield

        for workers in (1, 4):
            with pytest.raises(Rejected, match="no such user"):
                serve(opener=opener).map(NOTIFIER, "mail", [1, 2, 3], lambda *_: 0, workers=workers)

    def test_nothing_to_do(self, serve):
        """No values open no connection."""
        assert serve(opener=None).map(NOTIFIER, "nowhere", [], lambda *_: 0) == ()


@contextmanager
def still() -> Iterator[None]:
    """A connection of nothing."""
    yield None


class TestHealth:
    def test_every_configured_connection(self, serve):
        """Each configured connection is a row: well, or the error that keeps it from answering; nothing is raised."""
        hub = serve(Channel(), mail=Entry("acme"), chat=Entry("acme", {"chanel": "x"}), lost=Entry("nobody"))
        chat, mail = hub.health()
        assert (mail.name, mail.port, mail.health) == ("mail", "notifier", Health(well=True))
        assert (chat.name, type(chat.error)) == ("chat", ValidationReport)
        assert hub.ports_of("lost") == ()

    def test_one_that_hangs(self, serve):
        """A ping that does not come back is a timeout; the next connection is asked."""
        release = threading.Event()
        asked = iter([lambda: release.wait(5), lambda: Health(well=True)])
        hub = serve(Channel(ping=lambda: next(asked)()), a=Entry("acme"), b=Entry("acme"))
        slow, well = hub.health(limit=timedelta(milliseconds=150))
        release.set()
        assert isinstance(slow.error, PluginTimeout)
        assert well.health == Health(well=True)
