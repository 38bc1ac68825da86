"""Fifty secrets and fifty personal data, driven through every way out of the library, are found nowhere (G14, B112)."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import attrs
import pytest
from attrs import frozen

from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.memory.adapters import ADAPTERS
from salessupport.runtime.calls import Call
from salessupport.runtime.config import settings_from
from salessupport.runtime.doctor import diagnosis
from salessupport.runtime.outbox import Connected, Intent, Outbox, Worker, World
from salessupport.runtime.plugins import load_plugins
from salessupport.runtime.retry import Schedule
from salessupport.runtime.world import connected, environment
from salessupport.spi import hooks
from salessupport.spi.errors import OutcomeUnknown, Rejected
from salessupport.spi.keys import Key
from salessupport.spi.ports import NOTIFIER
from salessupport.spi.ports.notifier import Message
from salessupport.spi.secret import Secret
from salessupport.testing.loopback import Answer, Loopback, cut, status
from salessupport.testing.simulated import SeededChance, SimulatedClock, SimulatedSleeper
from support.journals import fast_folder, opened
from support.pigeon import PIGEON, Pigeon, PigeonConfig

SHAPES = (
    "Kq7-{n}-w",
    "p@ss{n} word/+&=",
    'q"uo\\te{n}',
    "密钥{n}之匙",
    "{n}éü{n}ß",
    "tok.{n}.x_y-z",
    "A{n}" * 20,
    "%2F{n}%",
    "<{n}&b>",
    "{n}\t{n}z",
)
SECRETS = [shape.format(n=7310 + 97 * number) for number in range(5) for shape in SHAPES]


def _card(start: str) -> str:
    """Close a card number with its check digit."""
    for last in range(10):
        digits = f"{start}{last}"
        doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
        if sum(each - 9 * (each > 9) for each in doubled) % 10 == 0:
            return digits
    raise AssertionError


def _persons(n: int) -> tuple[str, ...]:
    """Give a mobile number, an identity number, a card, an address and a landline of nobody."""
    card, identity = _card(f"62170012{n}001234567"), f"37010219900{1 + n % 9}1512{n}X"
    return f"1381234{5000 + n}", identity, card, f"ann.lee{n}@example.com", f"0532-8{n}12345{n}"


PERSONAL = [each for n in range(10) for each in _persons(n)]


def looks(canary: str) -> Iterator[str]:
    """Give how a canary may be written."""
    data = canary.encode()
    yield from (
        canary,
        quote(canary),
        quote(canary, safe=""),
        quote_plus(canary),
        data.hex(),
        base64.b64encode(data).decode(),
    )
    yield from (json.dumps(canary)[1:-1], json.dumps(canary, ensure_ascii=False)[1:-1], repr(canary)[1:-1])


def told(error: BaseException) -> str:
    """Give everything that an error can be made to say."""
    shown = ["".join(traceback.TracebackException.from_exception(error).format()), repr(error), str(error)]
    if isinstance(error, SalesSupportError):
        context = {} if isinstance(error, ValidationReport) else error.context
        shown += [json.dumps(error.as_json(), ensure_ascii=False), error.message("zh_CN"), repr(context)]
        shown.append(pickle.dumps(error).decode("utf-8", "backslashreplace"))
    return "\n".join(shown)


class Watcher:
    """A plugin that announces the pigeon and writes down every call that it is told of."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    @hooks.hook
    def register_adapters(self) -> tuple[Any, ...]:
        return (PIGEON, *ADAPTERS)

    @hooks.hook
    def on_call(self, call: hooks.AdapterCall) -> None:
        self.calls.append(repr(call))


@frozen
class Office:
    """A connection to a remote, with everything in it that can speak."""

    remote: Loopback
    notifier: Any
    watcher: Watcher
    config: PigeonConfig


@contextmanager
def office(token: str) -> Iterator[Office]:
    """Open the pigeon with this token at a remote that answers in good order."""
    watcher = Watcher()
    with Loopback(lambda _: Answer.json({"id": 7})) as remote:
        table = {"adapters": {"pigeon": {"config": {"base_url": remote.url, "token": {"env": "T"}}}}}
        settings = settings_from(table, environ={"T": token})
        hub = connected(settings, load_plugins(in_process={"watcher": watcher}))
        with hub.open(NOTIFIER, "pigeon") as notifier:
            yield Office(remote, notifier, watcher, settings.configured("pigeon", PigeonConfig))


def send(here: Office, text: str = "") -> str:
    """Send a message; give what comes of it in words."""
    try:
        return repr(here.notifier.send(Message(("x",), "subject", text), key=Key.of("reminder", "C-1")))
    except SalesSupportError as error:
        return told(error)


def _stray(pigeon: Pigeon, message: Message) -> None:
    try:
        raise KeyError(pigeon.config.token.reveal(), message.text)
    except KeyError as error:
        raise ValueError(f"token={pigeon.config.token.reveal()} {message.text}") from error


def _refused(pigeon: Pigeon, message: Message) -> None:
    text = f"bad token {pigeon.config.token.reveal()} of {message.text}"
    raise Rejected(remote_code="E1", remote_text=text, sent={"deep": [text]}, headers={"Authorization": text})


def _noting(pigeon: Pigeon, message: Message) -> None:
    pigeon.log.note(
        "sending", text=f"with {pigeon.config.token.reveal()}", to=[message.text], config=attrs.asdict(pigeon.config)
    )
    raise OutcomeUnknown(remote_text=pigeon.config.token.reveal() + message.text)


WRONG: dict[str, Callable[[Pigeon, Message], None] | None] = {
    "nothing": None, "a stray": _stray, "a refusal": _refused, "notes": _noting,
}  # fmt: skip


@pytest.fixture
def wrong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pigeon do something wrong."""
    monkeypatch.setattr(Pigeon, "before", WRONG[request.param])


def check(shown: str, canary: str) -> None:
    """See that the canary is in none of its looks in what was shown."""
    assert shown
    for look in looks(canary):
        assert look not in shown, f"{canary!r} as {look!r}"


class TestThroughAnAdapter:
    @pytest.mark.parametrize("wrong", list(WRONG), indirect=True)
    @pytest.mark.usefixtures("wrong")
    def test_errors_logs_and_hooks(self, caplog: pytest.LogCaptureFixture) -> None:
        """Whatever an adapter raises, quotes, chains or notes: secret and person stand nowhere."""
        caplog.set_level(logging.DEBUG)
        for secret, person in zip(SECRETS, PERSONAL, strict=True):
            caplog.clear()
            with office(secret) as here:
                shown = [send(here, person), repr(here.config), str(attrs.asdict(here.config)), repr(here.notifier)]
                shown += [*here.watcher.calls, caplog.text]
            check("\n".join(shown).replace(repr(here.remote), ""), secret)
            check("\n".join(shown), person)

    def test_a_remote_that_echoes(self, caplog: pytest.LogCaptureFixture) -> None:
        """A remote that quotes what it was sent, in any way that it can fail."""
        caplog.set_level(logging.DEBUG)
        for secret, person in zip(SECRETS, PERSONAL, strict=True):
            echo = f"<title>you sent {secret} for {person}</title>"
            with office(secret) as here:
                here.remote.strike(*(status(code, after=False, text=echo) for code in (400, 401, 422, 500)))
                text = "\n".join(send(here, person) for _ in range(4))
            assert text.count("you sent") >= 4
            check(text + caplog.text, secret)
            check(text + caplog.text, person)
            caplog.clear()


class TestThroughTheJournal:
    @pytest.mark.parametrize("wrong", ["a stray", "a refusal", "notes"], indirect=True)
    @pytest.mark.usefixtures("wrong")
    def test_what_is_kept_of_failures(self) -> None:
        """The journal's very bytes hold no secret of an adapter that failed."""
        for secret in SECRETS[:20]:
            clock = SimulatedClock()
            with fast_folder() as folder, office(secret) as here:
                with opened(folder / "journal.db", clock) as journal:
                    world = World(clock, SimulatedSleeper(clock), SeededChance(1))
                    line = {"pigeon": Connected(NOTIFIER, here.notifier, PIGEON.capabilities)}
                    call = Call.of(NOTIFIER, "send", Message(("x",), "a", "b"))
                    Outbox(journal).put_all([Intent("pigeon", Key.of("reminder", "C-1"), call, "clerk")])
                    short = Schedule(attempts=2, total=timedelta(seconds=5))
                    Worker(Outbox(journal), "w", line, world, schedule=short).drain()
                    shown = "\n".join(repr(row) for row in Outbox(journal).rows())
                kept = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
            check(shown + kept.decode("utf-8", "backslashreplace"), secret)


class TestThroughTheConfiguration:
    def test_faults_and_doctor(self, tmp_path: Path) -> None:
        """A secret in the clear where a reference is due is in no fault and in no finding of doctor."""
        plugins = load_plugins(in_process={"watcher": Watcher()})
        for secret in SECRETS:
            (tmp_path / "bad.token").write_bytes(secret.encode() + b"\xff")
            (tmp_path / "bad.token").chmod(0o600)
            tokens = (secret, [secret], {"value": secret}, {"file": "bad.token"}, {secret: "X"})
            connections = {f"c{n}": {"base_url": "x", "token": each} for n, each in enumerate(tokens)}
            tables = {name: {"adapter": "pigeon", "config": config} for name, config in connections.items()}
            settings = settings_from({"adapters": tables}, folder=tmp_path)
            findings = diagnosis(plugins, settings).findings
            assert len(findings) == len(tokens)
            shown = [json.dumps([finding.as_json() for finding in findings], ensure_ascii=False), repr(findings)]
            for name in tables:
                with pytest.raises(ValidationReport) as raised:
                    settings.configured(name, PigeonConfig)
                shown.append(told(raised.value))
            check("\n".join([*shown, repr(settings)]), secret)

    def test_addresses(self) -> None:
        """A secret in a base address is refused without being shown."""
        for secret in SECRETS:
            for place in ("u:{}@erp.example.com", "erp.example.com?token={}", "erp.example.com/#{}"):
                with pytest.raises(SalesSupportError) as raised:
                    environment().http.client("https://" + place.format(quote(secret)))
                check(told(raised.value), secret)


class TestLostAnswers:
    def test_locals_of_tracebacks(self) -> None:
        """A traceback that captures the local values of our frames shows no secret."""
        for secret in SECRETS[:10]:
            with Loopback(lambda _: Answer.json({})) as remote:
                http = environment().http.client(remote.url, headers={"X-Key": Secret("key-" + str(hash(secret)))})
                token = Secret(secret)
                remote.strike(cut())
                with pytest.raises(OutcomeUnknown) as raised:
                    http.request("POST", "/", effect=True, params={"t": token}, json={"t": token})
                captured = traceback.TracebackException.from_exception(
                    raised.value.with_traceback(_ours(raised.value)), capture_locals=True
                )
                check("".join(captured.format()), secret)


def _ours(error: BaseException) -> Any:
    """Leave out this file's own frames, which know the canary."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def test_the_canaries_are_fifty_each() -> None:
    """There are fifty of each kind, all different."""
    assert (len(set(SECRETS)), len(set(PERSONAL))) == (50, 50)
