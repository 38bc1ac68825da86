"""The remote on this machine: it answers what its handler says, and misbehaves as it is told."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

import pytest

from salessupport.testing.faults import FAULTS, ON_THE_WIRE, Fault
from salessupport.testing.loopback import (
    Answer,
    Loopback,
    Mishap,
    Request,
    bomb,
    cut,
    delivered_twice,
    dripping,
    earlier,
    huge,
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


def counting(request: Request) -> Answer:
    """Answer with what came in."""
    shown = {"method": request.method, "path": request.path, "query": dict(request.query), "size": len(request.body)}
    return Answer.json(shown, status=201)


@pytest.fixture
def remote() -> Iterator[Loopback]:
    """Run a remote that answers with what came in."""
    with Loopback(counting) as running:
        yield running


def connected(remote: Loopback) -> http.client.HTTPConnection:
    """Connect with the standard library's plain client, which knows nothing of ours."""
    parts = urlsplit(remote.url)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)


def call(remote: Loopback, path: str = "/a", body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    """Make one request; status, headers and body."""
    connection = connected(remote)
    try:
        connection.request("POST" if body is not None else "GET", path, body)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


class TestAnswers:
    def test_what_the_handler_says(self, remote: Loopback) -> None:
        """Method, path, query and body reach the handler; its status and JSON come back, and the request is kept."""
        code, headers, body = call(remote, "/orders/7?page=2&name=%E9%94%80", b'{"price": 1.10}')
        assert (code, headers["content-type"]) == (201, "application/json; charset=utf-8")
        assert json.loads(body) == {
            "method": "POST",
            "path": "/orders/7",
            "query": {"page": "2", "name": "销"},
            "size": 15,
        }
        (request,) = remote.requests
        assert request.json() == {"price": Decimal("1.10")}

    def test_one_connection_several_requests(self, remote: Loopback) -> None:
        """A connection is kept for the next request."""
        connection = connected(remote)
        for number in range(3):
            connection.request("GET", f"/{number}")
            assert connection.getresponse().read()
        connection.request("HEAD", "/head")
        answer = connection.getresponse()
        assert (answer.read(), int(answer.headers["Content-Length"]) > 0) == (b"", True)
        connection.close()
        assert [request.path for request in remote.requests] == ["/0", "/1", "/2", "/head"]

    def test_one_request_at_a_time(self) -> None:
        """The handler is never called twice at once, whatever comes in."""
        inside: list[int] = []
        most: list[int] = []

        def handler(_: Request) -> Answer:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()
            return Answer()

        with Loopback(handler) as remote:
            threads = [threading.Thread(target=call, args=(remote,)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert (max(most), len(most)) == (1, 8)

    def test_forms_and_money(self) -> None:
        """A form is read as such; decimals are answered as bare numbers, digit by digit."""

        def handler(request: Request) -> Answer:
            return Answer.json({"of": request.form()["a"], "total": Decimal("10.10"), "text": "\u20ac"})

        with Loopback(handler) as remote:
            assert call(remote, body=b"a=x+y&b=")[2] == '{"of": "x y", "total": 10.10, "text": "\u20ac"}'.encode()

    def test_a_handler_that_raises(self) -> None:
        """What a handler raises is a status 500, and raised again at the end."""

        def handler(_: Request) -> Answer:
            raise KeyError("bug")

        with pytest.raises(KeyError, match="bug"), Loopback(handler) as remote:
            assert call(remote)[0] == 500

    def test_it_is_gone_at_the_end(self) -> None:
        """After the `with` nobody listens, and no thread is left even of a silent answer."""
        before = threading.active_count()
        with Loopback(counting) as remote:
            remote.strike(silence(60))
            connection = connected(remote)
            connection.request("GET", "/")
            while not remote.requests:
                time.sleep(0.001)
        assert threading.active_count() == before
        connection.close()
        with pytest.raises(ConnectionRefusedError):
            call(remote)

    def test_nobody(self) -> None:
        """An address where nobody listens."""
        with pytest.raises(ConnectionRefusedError), socket.socket() as own:
            own.connect(("127.0.0.1", int(nobody().rpartition(":")[2])))


class TestMishaps:
    def test_each_strikes_one_request(self, remote: Loopback) -> None:
        """Mishaps strike in turn, None is fair, behind the last all is fair."""
        remote.strike(too_many("7"), None, status(500, after=True, text="oops"))
        codes = [(code, headers.get("retry-after")) for code, headers, _ in (call(remote) for _ in range(4))]
        assert codes == [(429, "7"), (201, None), (500, None), (201, None)]

    @pytest.mark.parametrize(
        ("mishap", "times"),
        [
            (lost_request(), 0), (lost_answer(), 1), (reset(), 1), (reset(after=False), 0), (silence(0), 1),
            (silence(0, after=False), 0),
        ],
        ids=str,
    )  # fmt: skip
    def test_no_answer(self, mishap: Mishap, times: int) -> None:
        """No answer comes, and the effect is there or not."""
        effects: list[Request] = []

        def handler(request: Request) -> Answer:
            effects.append(request)
            return Answer()

        with Loopback(handler) as remote:
            remote.strike(mishap)
            with pytest.raises((http.client.HTTPException, ConnectionError)):
                call(remote)
            assert len(remote.requests) == 1
        assert len(effects) == times

    @pytest.mark.parametrize("mishap", [cut(5), wrong_length(3)], ids=str)
    def test_shorter_than_it_says(self, remote: Loopback, mishap: Mishap) -> None:
        """The body is shorter than its length."""
        remote.strike(mishap)
        with pytest.raises(http.client.IncompleteRead):
            call(remote)

    def test_longer_than_it_says(self, remote: Loopback) -> None:
        """The length is less than the body."""
        remote.strike(wrong_length(-3))
        assert not call(remote)[2].endswith(b"}")

    @pytest.mark.parametrize("head", [True, False])
    def test_dripping(self, remote: Loopback, head: bool) -> None:
        """The answer comes byte by byte, and whole in the end."""
        remote.strike(dripping(0.0001, head=head))
        assert json.loads(call(remote)[2])["method"] == "GET"

    def test_large_ones(self, remote: Loopback) -> None:
        """A bomb is small and unpacks to its size; a huge answer is what it says."""
        remote.strike(bomb(20), huge(2))
        _, headers, packed = call(remote)
        assert (len(packed) < 40_000, headers["content-encoding"], len(gzip.decompress(packed))) == (
            True,
            "gzip",
            20 << 20,
        )
        assert len(call(remote)[2]) == 2 << 20

    def test_other_answers(self, remote: Loopback) -> None:
        """An answer in another's place, that of the request before, and one from elsewhere."""
        remote.strike(
            instead(Answer.text("销售", charset="gb18030")), earlier(), redirect("http://127.0.0.2/"), earlier()
        )
        assert call(remote)[2].decode("gb18030") == "销售"
        assert call(remote)[2].decode("gb18030") == "销售"
        code, headers, _ = call(remote)
        assert (code, headers["location"]) == (302, "http://127.0.0.2/")
        assert call(remote)[0] == 302

    def test_delivered_twice(self) -> None:
        """The effect happens twice, and one answer comes."""
        effects: list[str] = []

        def handler(request: Request) -> Answer:
            effects.append(request.path)
            return Answer.json(len(effects))

        with Loopback(handler) as remote:
            remote.strike(delivered_twice())
            assert call(remote)[2] == b"2"
        assert effects == ["/a", "/a"]

    @pytest.mark.parametrize(
        "kind", [kind for kind in ON_THE_WIRE if kind.id not in {"F1", "F2", "F3", "F4", "F22"}], ids=str
    )
    def test_faults_of_the_matrix(self, kind: object) -> None:
        """Every fault between a request and its answer has a mishap with the right number of effects."""
        for late in (False, True):
            fault = Fault(kind, late)  # type: ignore[arg-type]
            expected = {"before": 0, "after": 1, "twice": 2}[fault.moment.value]
            assert of_kind(fault).times == expected
            assert str(of_kind(fault)) == str(fault)

    def test_other_faults_have_none(self) -> None:
        """A fault that is not between a request and its answer has no mishap."""
        with pytest.raises(KeyError):
            of_kind(Fault(FAULTS["F1"]))
