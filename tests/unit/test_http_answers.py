"""Answers of the HTTP client: within bounds, strictly read, nothing guessed, and no secret in any way out."""

from __future__ import annotations

import json
import logging
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from salessupport.domain.values.errors import EncodingError, SalesSupportError
from salessupport.spi.errors import (
    AuthFailed,
    ContractViolation,
    OutcomeUnknown,
)
from salessupport.spi.secret import Secret
from salessupport.testing.loopback import (
    Answer,
    Loopback,
    Mishap,
    bomb,
    cut,
    huge,
    instead,
    lost_answer,
    redirect,
    status,
)
from salessupport.testing.simulated import KeptLog
from support.shop import Shop, client, factory

CANARY = "canary/7f3 é+8&%"
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


class TestBodies:
    @pytest.mark.parametrize("mishap", [bomb(200), huge(40)], ids=str)
    def test_too_large(self, remote: Loopback, mishap: Mishap) -> None:
        """What is too large, or unpacks to too much, is cut off within its bounds (B81)."""
        remote.strike(mishap)
        tracemalloc.start()
        with pytest.raises(ContractViolation) as raised:
            client(remote, deadline=timedelta(seconds=20)).request("GET", "/", effect=False)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert raised.value.code == "response.too_large"
        assert peak < (64 << 20 if mishap.name == "huge answer" else 32 << 20)

    def test_packed_ones(self, remote: Loopback) -> None:
        """An honest packed answer is read, also of several members; a damaged or unknown one is refused."""
        import gzip

        whole = gzip.compress(b'{"a": "' + b"x" * 70_000) + gzip.compress(b'"}')
        remote.strike(instead(Answer(200, whole, {"Content-Encoding": "gzip", "Content-Type": "application/json"})))
        assert len(client(remote).request("GET", "/", effect=False).json()["a"]) == 70_000
        for body, packing in ((whole[:-9], "gzip"), (b"no", "gzip"), (b"{}", "br"), (whole, "gzip, gzip")):
            remote.strike(instead(Answer(200, body, {"Content-Encoding": packing})))
            with pytest.raises(ContractViolation) as raised:
                client(remote).request("GET", "/", effect=False)
            assert raised.value.code == "response.packing"

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "response.empty"),
            (b" \r\n", "response.empty"),
            (b'{"a": 1, "a": 2}', "response.json"),
            (b'{"a": NaN}', "response.json"),
            (b'{"a": 1e999999}', "response.json"),
            (b'{"a": ' + b"9" * 50 + b"}", "response.json"),
            (b"[" * 100_000, "response.json"),
            (b"{", "response.json"),
            (b"response_error: no", "response.json"),
            ('{"a": "销售"}'.encode("gb18030"), "response.encoding"),
            (b"<html><title>no</title>", "response.kind"),
        ],
    )
    @pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
    def test_what_is_no_json(self, remote: Loopback, body: bytes, code: str, kind: str) -> None:
        """What is no strict JSON is a breach of the contract, of a command a lost answer; nothing is guessed (B85)."""
        remote.strike(*[instead(Answer(200, body, {"Content-Type": kind} if kind else {}))] * 2)
        for effect, expected in ((False, ContractViolation), (True, OutcomeUnknown)):
            answer = client(remote).request("POST", "/", effect=effect)
            with pytest.raises(expected) as raised:
                answer.json()
            assert (raised.value.code, raised.value.__context__) == (code, None)
            assert raised.value.message("zh_CN")

    def test_a_sign_in_page(self, remote: Loopback) -> None:
        """A page to sign in, with status 200, is a failed sign-in (B86)."""
        remote.strike(instead(LOGIN))
        with pytest.raises(AuthFailed, match="Sign in"):
            client(remote).request("GET", "/", effect=False).json()

    @pytest.mark.parametrize(
        "kind", ["application/json", "text/plain", "text/html; charset=utf-8", "application/vnd.api+json", ""]
    )
    def test_kinds_that_are_read(self, remote: Loopback, kind: str) -> None:
        """JSON under the names that systems give it is read."""
        remote.strike(instead(Answer(200, b'\xef\xbb\xbf{"a": 1.10}', {"Content-Type": kind})))
        assert client(remote).request("GET", "/", effect=False).json() == {"a": Decimal("1.10")}

    @pytest.mark.parametrize("kind", ["image/png", "application/pdf", "text/xml"])
    def test_kinds_that_are_not(self, remote: Loopback, kind: str) -> None:
        """JSON is not looked for in a picture."""
        remote.strike(instead(Answer(200, b"{}", {"Content-Type": kind})))
        with pytest.raises(ContractViolation, match=kind):
            client(remote).request("GET", "/", effect=False).json()

    def test_charsets(self, remote: Loopback) -> None:
        """Declared GBK is read, undeclared GBK refused with its byte; no ISO-8859-1 is guessed (B85)."""
        gbk = "销售".encode("gb18030")
        remote.strike(
            instead(Answer(200, gbk, {"Content-Type": "text/plain; charset=GBK"})),
            instead(Answer(200, gbk, {"Content-Type": "text/plain"})),
            instead(Answer(200, gbk, {"Content-Type": "text/plain; charset=iso-8859-1"})),
        )
        http = client(remote)
        assert http.request("GET", "/", effect=False).text() == "销售"
        for _ in range(2):
            with pytest.raises(EncodingError) as raised:
                http.request("GET", "/", effect=False).text()
            assert isinstance(raised.value, ContractViolation)


class TestNothingIsGivenAway:
    """B112: a canary in header, query, path, form and body is in no error, log, print or chain of exceptions."""

    @pytest.mark.parametrize(
        "mishap",
        [
            None,
            lost_answer(),
            cut(),
            status(400, after=False, text=f"you sent {CANARY}"),
            status(500, after=False, text=CANARY),
            redirect(f"https://evil.example/?{CANARY}"),
            instead(Answer.page(CANARY)),
            instead(Answer(200, b'{"a":1,"a":2}')),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("effect", [False, True])
    def test_canaries(
        self, remote: Loopback, caplog: pytest.LogCaptureFixture, mishap: Mishap | None, effect: bool
    ) -> None:
        """No way out of a call shows a secret."""
        import pickle
        import traceback

        secret, log = Secret(CANARY), KeptLog()
        caplog.set_level(logging.DEBUG)
        http = factory(log=log).client(remote.url, headers={"X-Token": Secret("canary-head-7f3")})
        shown = [repr(http)]
        remote.strike(mishap)
        try:
            answer = http.request("POST", "/p", effect=effect, params={"t": secret}, json={"k": secret})
            shown.append(repr(answer))
            answer.json()
        except SalesSupportError as error:
            captured = traceback.TracebackException.from_exception(error, capture_locals=True)
            lines = [line for line in captured.format() if "test_http" not in line]
            again = pickle.loads(pickle.dumps(error))
            shown += [*lines, repr(error), str(error), json.dumps(error.as_json()), repr(again.context), str(again)]
        shown += [repr(log.lines), caplog.text]
        text = "\n".join(shown)
        for part in ("canary", "7f3"):
            assert part not in text
        assert log.lines

    def test_other_users_of_urllib3_are_logged_as_ever(self, caplog: pytest.LogCaptureFixture) -> None:
        """Only the calls of this client are kept out of the log."""
        caplog.set_level(logging.DEBUG)
        logging.getLogger("urllib3.connectionpool").debug("theirs")
        assert "theirs" in caplog.text
