"""The world of adapters: what the configuration says reaches them, and what they note is redacted before it is kept."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from salessupport.domain.values.errors import ValidationReport
from salessupport.runtime.config import settings_from
from salessupport.runtime.http.client import HttpClients
from salessupport.runtime.plugins import load_plugins
from salessupport.runtime.world import LOGGER, Cancellation, RedactedLog, connected, environment
from salessupport.spi.errors import Cancelled, DestinationForbidden
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done
from salessupport.spi.ports import NOTIFIER, SALES
from salessupport.spi.ports.notifier import Message, Sent
from salessupport.spi.secret import Secret
from salessupport.testing.loopback import Answer, Loopback
from support.pigeon import Plugin

CANARY = "canary-2b7e15"


class TestConnected:
    def test_an_adapter_in_the_world(self, caplog: pytest.LogCaptureFixture) -> None:
        """A connection of the configuration is opened, calls its remote, and no log shows secret or person."""
        caplog.set_level(logging.DEBUG)
        with Loopback(lambda _: Answer.json({"id": 7})) as remote:
            table = {
                "adapters": {"post": {"adapter": "pigeon", "config": {"base_url": remote.url, "token": {"env": "T"}}}}
            }
            hub = connected(settings_from(table, environ={"T": CANARY}), load_plugins(in_process={"p": Plugin()}))
            with hub.open(NOTIFIER, "post") as notifier:
                assert notifier.ping().well
                done = notifier.send(Message(("ann@example.com",), "a", "b"), key=Key.of("reminder", "C-1"))
            assert isinstance(done, Done)
            assert done.value == Sent("7")
            ping, sent = remote.requests
            assert (ping.query["token"], sent.json()["token"]) == (CANARY, CANARY)
        assert [record.name for record in caplog.records if record.name.startswith(LOGGER)] == [LOGGER] * 3
        assert "a***@example.com" in caplog.text
        assert CANARY not in caplog.text
        assert "ann@" not in caplog.text

    def test_memory_by_configuration(self) -> None:
        """The reference adapter is opened by configuration too."""
        hub = connected(settings_from({"adapters": {"memory": {}}}), load_plugins(in_process={"p": Plugin()}))
        with hub.open(SALES, "memory") as sales:
            assert sales.ping().well

    def test_faults_of_the_configuration(self) -> None:
        """A connection whose secret is missing is refused with the place, when it is opened."""
        settings = settings_from(
            {"adapters": {"pigeon": {"config": {"base_url": "x", "token": {"env": "T"}}}}}, environ={}
        )
        hub = connected(settings, load_plugins(in_process={"p": Plugin()}))
        with pytest.raises(ValidationReport) as raised, hub.open(NOTIFIER, "pigeon"):
            pass
        assert [str(finding.place) for finding in raised.value.findings] == ["$.adapters.pigeon.config.token"]

    def test_network_of_the_configuration(self) -> None:
        """What the configuration says about the network holds for every adapter."""
        http = settings_from({"http": {"origins": ["https://erp.example.com"], "deadline": "5s"}}).http
        world = environment(http)
        assert isinstance(world.http, HttpClients)
        assert world.http.settings.deadline == timedelta(seconds=5)
        with pytest.raises(DestinationForbidden):
            world.http.client("https://other.example.com")


class TestLog:
    def test_redacted_as_data(self, caplog: pytest.LogCaptureFixture) -> None:
        """Values are written as JSON on one line, secrets by their text and by their names hidden."""
        caplog.set_level(logging.INFO)
        secret = Secret(CANARY)
        RedactedLog().note("x", text=f"a\nb {CANARY}", token="t-1", n=3, thing=secret, list=[CANARY])
        assert caplog.messages == [
            'x {"text": "a\\nb ***", "token": "***", "n": 3, "thing": "Secret(***)", "list": ["***"]}'
        ]

    def test_silent_unless_asked(self) -> None:
        """Without an application's handler nothing is written anywhere, not even by the logger of last resort."""
        script = (
            "import logging; from salessupport.runtime.world import RedactedLog;"
            "RedactedLog().note('x', a=1); RedactedLog().logger.error('y'); assert not logging.getLogger().handlers;"
            "assert len(logging.getLogger('salessupport').handlers) == 1"
        )
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert run.stdout + run.stderr == ""


class TestCancellation:
    def test_no_call_begins(self) -> None:
        """Who gave up sends nothing more."""
        given = Cancellation()
        with Loopback(lambda _: Answer()) as remote:
            http = environment(cancel=given).http.client(remote.url)
            http.request("GET", "/", effect=False)
            given.cancel()
            with pytest.raises(Cancelled):
                http.request("GET", "/", effect=False)
            assert len(remote.requests) == 1


class TestLight:
    def test_importing_imports_no_network(self, tmp_path: Path) -> None:
        """Making the world imports neither requests nor cattrs nor pluggy; the first call does."""
        script = (
            "import sys; from salessupport.runtime.world import environment; environment();"
            "environment().http.client('https://erp.example.com');"
            "sys.exit(any(name in sys.modules for name in ('requests', 'urllib3', 'cattrs', 'pluggy')))"
        )
        assert subprocess.run([sys.executable, "-c", script], check=False, cwd=tmp_path).returncode == 0
