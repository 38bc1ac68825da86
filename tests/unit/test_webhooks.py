"""Webhooks: from whom they say, of now, unchanged, and with one effect however often they come (B109, B110)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import ConfigError, SalesSupportError, TooLarge
from salessupport.runtime import webhooks
from salessupport.runtime.inbox import Inbox
from salessupport.runtime.webhooks import LARGEST, Scheme, Webhook
from salessupport.spi.errors import ReplayDetected, SignatureInvalid
from salessupport.spi.secret import Secret
from support.journals import fast_folder, opened

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
CURRENT, OLDER = "canary-current", "canary-older"
PLAIN = Scheme("X-Signature", "X-Timestamp", id="X-Event-Id", signed=("timestamp", "id", "body"))
HOOK = Webhook("erp", (Secret(CURRENT), Secret(OLDER)), PLAIN)
BODY = '{"invoice": "发票-7"}'.encode()


def message(body: bytes = BODY, *, at: datetime = NOW, secret: str = CURRENT, id_: str = "e-1") -> dict[str, str]:
    """Sign a message as an independent sender does; give its headers."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.{id_}.".encode() + body, hashlib.sha256)
    return {"x-signature": mac.hexdigest(), "X-TIMESTAMP": stamp, "X-Event-Id": id_}


def refusal(headers: dict[str, str], body: bytes = BODY, hook: Webhook = HOOK) -> SalesSupportError:
    """Give why a message is refused; the reason shows no secret."""
    with pytest.raises(SalesSupportError) as raised:
        hook.verified(headers, body, now=NOW)
    assert "canary" not in json.dumps(raised.value.as_json()) + repr(hook)
    return raised.value


class TestGood:
    def test_becomes_an_event(self) -> None:
        """A good message is an event of its source, by its id, with the raw bytes."""
        event = HOOK.verified(message(), BODY, now=NOW)
        assert (event.source, event.id, event.content) == ("erp", "e-1", BODY)

    @pytest.mark.parametrize("secret", [CURRENT, OLDER])
    @pytest.mark.parametrize("seconds", [-300, 0, 300])
    def test_every_valid_secret_within_the_window(self, secret: str, seconds: int) -> None:
        """The secret before this one is valid too, and so are five minutes either way."""
        assert HOOK.verified(message(secret=secret, at=NOW + timedelta(seconds=seconds)), BODY, now=NOW)

    def test_schemes(self) -> None:
        """Prefix, base64, several signatures in one header, milliseconds, and no id of its own."""
        scheme = Scheme(
            "Webhook-Signature", "Webhook-Time", encoding="base64", prefix="v1,", time="ms", algorithm="sha512"
        )
        hook = evolve(HOOK, scheme=scheme)
        stamp = str(int(NOW.timestamp() * 1000))
        mac = hmac.new(CURRENT.encode(), f"{stamp}.".encode() + BODY, hashlib.sha512).digest()
        headers = {"webhook-signature": f"v0,abc v1,AAAA v1,{base64.b64encode(mac).decode()}", "webhook-time": stamp}
        first, second = (hook.verified(headers, BODY, now=NOW) for _ in range(2))
        assert first == second
        assert len(first.id) == 64

    def test_hexadecimal_in_capitals(self) -> None:
        """Capitals in a hexadecimal signature are no difference."""
        headers = message()
        assert HOOK.verified({**headers, "x-signature": headers["x-signature"].upper()}, BODY, now=NOW)


class TestBad:
    @pytest.mark.parametrize("seconds", [-301, 301, -(10**7), 10**7])
    def test_out_of_its_time(self, seconds: int) -> None:
        """A message of 301 s ago, or ahead, is a replay (B109)."""
        assert type(refusal(message(at=NOW + timedelta(seconds=seconds)))) is ReplayDetected

    @pytest.mark.parametrize("name", ["x-signature", "X-TIMESTAMP", "X-Event-Id"])
    @pytest.mark.parametrize("value", [None, ""])
    def test_without_a_header(self, name: str, value: str | None) -> None:
        """A message without one of its headers is refused with the header's name."""
        headers = {key: each for key, each in message().items() if key != name} | (
            {name: value} if value is not None else {}
        )
        error = refusal(headers)
        assert (type(error), error.code) == (SignatureInvalid, "webhook.missing")

    def test_of_another_secret(self) -> None:
        """Another secret is no secret, and no secrets verify nothing."""
        assert refusal(message(secret="other")).code == "webhook.signature"
        assert refusal(message(secret=""), hook=evolve(HOOK, secrets=())).code == "webhook.signature"

    @given(st.data())
    def test_an_altered_byte(self, data: st.DataObject) -> None:
        """Whatever bit of body, id, time or signature is altered, the message is refused."""
        headers = message()
        part = data.draw(st.sampled_from(["body", "x-signature", "X-TIMESTAMP", "X-Event-Id"]))
        content = bytearray(BODY if part == "body" else headers[part].encode())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= 1 << data.draw(st.integers(0, 4 if part == "x-signature" else 6))
        if part == "body":
            error = refusal(headers, bytes(content))
        else:
            altered = content.decode("latin-1")
            if altered.lower() == headers[part].lower() and part == "x-signature":
                return
            error = refusal({**headers, part: altered})
        assert isinstance(error, SignatureInvalid)

    @pytest.mark.parametrize("stamp", ["１２", "-5", "1e9", "9" * 16, " 1", "1759305600.0"])
    def test_a_time_that_is_none(self, stamp: str) -> None:
        """A time that is no number is refused even where it is signed."""
        mac = hmac.new(CURRENT.encode(), f"{stamp}.e-1.".encode() + BODY, hashlib.sha256).hexdigest()
        error = refusal({"X-Signature": mac, "X-Timestamp": stamp, "X-Event-Id": "e-1"})
        assert isinstance(error, SignatureInvalid)

    def test_too_large(self) -> None:
        """A message beyond the bound is not even hashed."""
        assert isinstance(refusal(message(), b"x" * (LARGEST + 1)), TooLarge)

    def test_surrogates_and_odd_headers(self) -> None:
        """Headers that are no proper text are refused, not crashed upon."""
        assert refusal({**message(), "x-signature": "\udcff\udc80"}).code == "webhook.signature"
        assert refusal({**message(), "x-signature": "é" * 64}).code == "webhook.signature"

    def test_every_signature_is_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Comparing does not stop at the one that fits: its time tells nothing."""
        compared: list[bool] = []
        plain = hmac.compare_digest

        def counting(one: Any, other: Any) -> bool:
            compared.append(plain(one, other))
            return compared[-1]

        monkeypatch.setattr(webhooks.hmac, "compare_digest", counting)
        headers = message()
        HOOK.verified({**headers, "x-signature": f"{headers['x-signature']} {'0' * 64}"}, BODY, now=NOW)
        assert compared == [True, False, False, False]

    @pytest.mark.parametrize(
        "scheme",
        [
            {"signed": ("body",)},
            {"signed": ("timestamp",)},
            {"signed": ("timestamp", "id", "body")},
            {"id": "X-Event-Id"},
        ],
    )
    def test_schemes_that_let_replays_pass(self, scheme: dict[str, Any]) -> None:
        """A scheme that does not sign time and body, or signs an id that stands nowhere, cannot be configured."""
        with pytest.raises(ConfigError):
            Scheme("S", "T", **scheme)


class TestOnce:
    def test_one_effect(self) -> None:
        """The same message twice has one effect; another message under its id is a replay (B110)."""
        effects: list[bytes] = []

        def handle(_: Any, event: Any) -> dict[str, Any]:
            effects.append(event.content)
            return {"n": len(effects)}

        with fast_folder() as folder, opened(folder / "journal.db") as journal:
            inbox = Inbox(journal)
            results = [inbox.receive(HOOK.verified(message(), BODY, now=NOW), handle) for _ in range(3)]
            assert [(result.first, result.result["n"]) for result in results] == [(True, 1), (False, 1), (False, 1)]
            with pytest.raises(ReplayDetected):
                inbox.receive(HOOK.verified(message(b"{}"), b"{}", now=NOW), handle)
        assert effects == [BODY]
