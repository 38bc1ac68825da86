"""The HTTP client against a real server: what goes out, what a status means, what a lost answer means, in time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from salessupport.domain.values.errors import SalesSupportError
from salessupport.runtime.clock import SystemClock
from salessupport.runtime.http.client import HttpClients
from salessupport.runtime.http.settings import HttpSettings
from salessupport.runtime.http.verdict import retry_after
from salessupport.spi.errors import (
    AuthFailed,
    Cancelled,
    ContractViolation,
    DeadlineExceeded,
    DestinationForbidden,
    InvalidRemoteInput,
    LimitExceeded,
    Maintenance,
    NotPermitted,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteNotFound,
    Unreachable,
    VersionConflict,
)
from salessupport.spi.secret import Secret
from salessupport.testing.faults import ON_THE_WIRE, Fault
from salessupport.testing.loopback import (
    Answer,
    Loopback,
    Mishap,
    bomb,
    cut,
    dripping,
    instead,
    lost_answer,
    lost_request,
    nobody,
    of_kind,
    redirect,
    reset,
    silence,
    status,
    too_many,
    wrong_length,
)
from salessupport.testing.simulated import KeptLog, NeverCancelled
from salessupport.testing.weather import lost_effect
from support.shop import Shop, client, factory

LOGIN = Answer.page("<title>Sign in</title><form><input name=p type='password'></form>")


@pytest.fixture
def shop() -> Shop:
    """Make what stands behind the remote."""
    return Shop()


@pytest.fixture
def remote(shop: Shop) -> Iterator[Loopback]:
    """Run the remote."""
    with Loopback(shop) as running:
        yield running


class TestCalls:
    def test_reading(self, remote: Loopback) -> None:
        """Strict JSON comes back, amounts digit by digit, ids whole; headers by names in small letters."""
        answer = client(remote).request("GET", "/orders", effect=False, params={"page": "2", "name": "销 售&"})
        assert answer.json() == {"n": 0, "price": Decimal("10.10"), "id": 9223372036854775807}
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
        (request,) = remote.requests
        assert (request.path, dict(request.query)) == ("/orders", {"page": "2", "name": "销 售&"})
        assert request.headers["user-agent"].startswith("salessupport/")

    def test_secrets_are_revealed_on_the_wire_only(self, remote: Loopback) -> None:
        """Secrets in parameters, headers, forms and JSON arrive as they are."""
        token = Secret("geheim-4711")
        http = factory().client(f"{remote.url}/api", headers={"Authorization": token})
        http.request("POST", "/a?x=1", effect=True, params={"t": token}, json={"k": [token, 1, None, Decimal("1.50")]})
        http.request("PUT", "/b", effect=True, form={"t": token}, headers={"authorization": "other"})
        first, second = remote.requests
        assert (first.path, dict(first.query)) == ("/api/a", {"x": "1", "t": "geheim-4711"})
        assert (first.headers["authorization"], first.json()) == (
            "geheim-4711",
            {"k": ["geheim-4711", 1, None, Decimal("1.5")]},
        )
        assert (second.headers["authorization"], second.form()) == ("other", {"t": "geheim-4711"})

    def test_one_connection_and_no_cookies(self) -> None:
        """A connection is used again; cookies are not kept, and nothing of one answer reaches the next request."""
        with Loopback(lambda _: Answer(200, b"{}", {"Set-Cookie": "sid=1; Path=/"})) as remote:
            http = client(remote)
            assert "sid=1" in http.request("GET", "/", effect=False).headers["set-cookie"]
            http.request("GET", "/", effect=False)
            assert all("cookie" not in request.headers for request in remote.requests)

    def test_links_of_answers(self, remote: Loopback) -> None:
        """A whole address of the same origin is called as it is; one that leads away is not."""
        http = factory().client(f"{remote.url}/api")
        http.request("GET", f"{remote.url}/other?page=2", effect=False)
        assert remote.requests[0].path == "/other"
        for link in (
            "http://127.0.0.1:1/x",
            "https://evil.example/x",
            f"{remote.url}@evil.example/",
            f"{remote.url}.evil.example/",
        ):
            with pytest.raises(DestinationForbidden):
                http.request("GET", link, effect=False)
        assert len(remote.requests) == 1

    @pytest.mark.parametrize(
        "path", ["a", "", "/a b", "/../x", "/a/%2e%2E/b", "/a%2f..%2f", "/a#b", "/a\r\nX: 1", "/销", "/a\\b"]
    )
    def test_paths(self, remote: Loopback, path: str) -> None:
        """A path that is none, climbs or could end its line is refused before anything is sent."""
        with pytest.raises(ContractViolation):
            client(remote).request("GET", path, effect=False)
        assert not remote.requests

    @pytest.mark.parametrize(
        "headers",
        [
            {"X": "a\r\nY: b"},
            {"X": "a\n"},
            {"X Y": "a"},
            {"": "a"},
            {"Host": "evil"},
            {"content-length": "3"},
            {"X": "销"},
        ],
    )
    def test_headers(self, remote: Loopback, headers: dict[str, str]) -> None:
        """A header that could end its line or is the client's own is refused, not shown and not sent."""
        secret = {name: Secret(text) for name, text in headers.items()}
        with pytest.raises(ContractViolation) as raised:
            client(remote).request("GET", "/", effect=False, headers=secret)
        assert raised.value.code == "request.header"
        with pytest.raises(ContractViolation):
            factory().client(remote.url, headers=secret)
        assert not remote.requests

    @pytest.mark.parametrize(
        "value", [1.5, {"a": [0.1]}, {1: 2}, b"x", "\ud800", Decimal("NaN"), Decimal("1e300"), object()]
    )
    def test_bodies(self, remote: Loopback, value: object) -> None:
        """What is no exact JSON is refused before anything is sent."""
        with pytest.raises(ContractViolation) as raised:
            client(remote).request("POST", "/", effect=True, json=value)
        assert (raised.value.code, remote.requests) == ("request.body", ())

    def test_other_misuse(self, remote: Loopback) -> None:
        """An unknown method and two bodies at once are refused."""
        with pytest.raises(ContractViolation, match="TRACE"):
            client(remote).request("TRACE", "/", effect=False)
        with pytest.raises(ContractViolation):
            client(remote).request("POST", "/", effect=True, json={}, content=b"x")

    def test_cancelled(self, remote: Loopback) -> None:
        """A caller that gave up sends nothing."""

        class Given(NeverCancelled):
            def check(self) -> None:
                raise Cancelled

        http = HttpClients(HttpSettings(), SystemClock(), KeptLog(), Given()).client(remote.url)
        with pytest.raises(Cancelled):
            http.request("POST", "/", effect=True)
        assert not remote.requests


class TestStatuses:
    @pytest.mark.parametrize(
        ("code", "reading", "effect"),
        [
            (400, InvalidRemoteInput, InvalidRemoteInput),
            (401, AuthFailed, AuthFailed),
            (403, NotPermitted, NotPermitted),
            (404, RemoteNotFound, RemoteNotFound),
            (405, ContractViolation, ContractViolation),
            (408, Unreachable, OutcomeUnknown),
            (409, Rejected, Rejected),
            (412, VersionConflict, VersionConflict),
            (413, LimitExceeded, LimitExceeded),
            (418, Rejected, Rejected),
            (422, InvalidRemoteInput, InvalidRemoteInput),
            (429, RateLimited, RateLimited),
            (500, Unreachable, OutcomeUnknown),
            (502, Unreachable, OutcomeUnknown),
            (503, Maintenance, OutcomeUnknown),
            (504, Unreachable, OutcomeUnknown),
        ],
    )
    def test_become_errors(self, remote: Loopback, code: int, reading: type, effect: type) -> None:
        """A status says what to do next; after one of 5xx nobody knows what became of an effect."""
        for with_effect, kind in ((False, reading), (True, effect)):
            remote.strike(status(code, after=False, text="<title>Bad Gateway of 13800138000</title>"))
            with pytest.raises(SalesSupportError) as raised:
                client(remote).request("POST", "/", effect=with_effect)
            assert type(raised.value) is kind
            assert raised.value.context["remote_code"] == f"HTTP {code}"
            assert "Bad Gateway" in str(raised.value.context["remote_text"])
            assert "13800138000" not in str(raised.value.as_json())

    def test_accepted_ones_are_answered(self, remote: Loopback) -> None:
        """A status that the adapter reads itself is an answer."""
        remote.strike(instead(Answer.json({"fault": "qty"}, status=422)))
        answer = client(remote).request("POST", "/", effect=True, accept={400, 422})
        assert (answer.status, answer.json()) == (422, {"fault": "qty"})

    def test_rate_limits(self, remote: Loopback) -> None:
        """Retry-After goes to the caller at once, as it stands (B79)."""
        remote.strike(too_many("3600"), too_many("Wed, 21 Oct 2099 07:28:00 GMT"), too_many("soon"))
        began = time.monotonic()
        waits = []
        for _ in range(3):
            with pytest.raises(RateLimited) as raised:
                client(remote).request("POST", "/", effect=True)
            waits.append(raised.value.retry_after)
        assert waits[0] == timedelta(seconds=3600)
        assert waits[1] is not None
        assert waits[1] > timedelta(days=365)
        assert waits[2] is None
        assert time.monotonic() - began < 1

    def test_closed_for_maintenance(self, remote: Loopback) -> None:
        """A 503 that says when to come back certainly did nothing."""
        remote.strike(status(503, after=False, headers={"Retry-After": "5"}))
        with pytest.raises(Maintenance):
            client(remote).request("POST", "/", effect=True)

    def test_dates_of_retry_after(self) -> None:
        """A date counts from our own clock; one in the past is no wait, one without a zone or sense is none."""
        now = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
        assert retry_after("Wed, 21 Oct 2026 07:28:30 GMT", now) == 30
        assert retry_after("Wed, 21 Oct 2020 07:28:30 GMT", now) == 0
        assert retry_after("120", now) == 120
        assert [
            retry_after(text, now) for text in ("", "-5", "Wed", "１２", "1.5", "Wed, 21 Oct 2026 07:28:30 -0000")
        ] == [None] * 6

    @pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("to", ["http://127.0.0.1:1/x", "https://evil.example/", "/other", "//evil.example"])
    def test_redirects(self, remote: Loopback, shop: Shop, code: int, to: str) -> None:
        """No redirect is followed, by a reading or by a command, which may have been done (B82)."""
        http = factory().client(remote.url, headers={"X-Api-Key": Secret("key-4711")})
        remote.strike(redirect(to, code=code), redirect(to, code=code))
        with pytest.raises(DestinationForbidden) as reading:
            http.request("GET", "/", effect=False)
        with pytest.raises(DestinationForbidden) as effect:
            http.request("POST", "/", effect=True, json={})
        assert (reading.value.outcome, effect.value.outcome) == ("NOT_DONE", "UNKNOWN" if code < 304 else "NOT_DONE")
        assert (len(remote.requests), shop.made) == (2, [])


class TestLostAnswers:
    @pytest.mark.parametrize(
        "mishap",
        [lost_request(), lost_answer(), reset(), cut(), wrong_length(9), bomb(40), instead(Answer()), instead(LOGIN)],
        ids=str,
    )
    def test_of_an_effect(self, remote: Loopback, shop: Shop, mishap: Mishap) -> None:
        """A command whose answer is lost or cannot be read is unknown, and nothing sends it again (B77)."""
        remote.strike(mishap)
        with pytest.raises(OutcomeUnknown) as raised:
            client(remote).request("POST", "/", effect=True, json={"a": 1}).json()
        assert raised.value.outcome == "UNKNOWN"
        assert len(remote.requests) == 1
        assert len(shop.made) == mishap.times
        assert raised.value.__context__ is None

    @pytest.mark.parametrize("mishap", [lost_request(), reset(), cut(), wrong_length(9)], ids=str)
    def test_of_a_reading(self, remote: Loopback, mishap: Mishap) -> None:
        """A reading may be repeated, but not by the client."""
        remote.strike(mishap)
        with pytest.raises(Unreachable):
            client(remote).request("GET", "/", effect=False)
        assert len(remote.requests) == 1

    def test_nobody_there(self) -> None:
        """What was never sent certainly did nothing, a command too (F1, F2)."""
        for url in (nobody(), "https://name.invalid"):
            with pytest.raises(Unreachable):
                factory().client(url).request("POST", "/", effect=True)

    @pytest.mark.parametrize("effect", [False, True])
    def test_the_faults_of_the_matrix(self, remote: Loopback, effect: bool) -> None:
        """The client raises for every fault of the wire what the certification kit's weather says that it raises."""
        kinds = [kind for kind in ON_THE_WIRE if kind.id not in {"F1", "F2", "F3", "F4", "F17", "F21", "F22", "F23"}]
        for fault in [Fault(kind, late) for kind in kinds for late in (False, True)]:
            remote.strike(of_kind(fault))
            http = client(remote, deadline=timedelta(milliseconds=150))
            with pytest.raises(SalesSupportError) as raised:
                http.request("POST", "/", effect=effect).json()
            if effect:
                assert type(raised.value) is type(lost_effect(fault)), str(fault)
            else:
                assert not isinstance(raised.value, OutcomeUnknown), str(fault)


class TestTime:
    @pytest.mark.parametrize("head", [True, False])
    def test_dripping(self, remote: Loopback, head: bool) -> None:
        """An answer that drips ends with the deadline (B80)."""
        remote.strike(dripping(0.1, head=head), dripping(0.1, head=head))
        for effect, kind in ((False, DeadlineExceeded), (True, OutcomeUnknown)):
            began = time.monotonic()
            with pytest.raises(kind):
                client(remote).request("POST", "/", effect=effect, deadline=timedelta(milliseconds=300))
            assert time.monotonic() - began < 0.5

    def test_silence(self, remote: Loopback) -> None:
        """An answer that does not come ends with the deadline."""
        remote.strike(silence())
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            client(remote).request("GET", "/", effect=False, deadline=timedelta(milliseconds=100))
        assert time.monotonic() - began < 0.4

    def test_the_next_call_has_its_own_time(self, remote: Loopback) -> None:
        """After a call that was too late the client goes on."""
        http = client(remote)
        remote.strike(silence())
        with pytest.raises(DeadlineExceeded):
            http.request("GET", "/", effect=False, deadline=timedelta(milliseconds=50))
        assert http.request("GET", "/", effect=False).status == 200
