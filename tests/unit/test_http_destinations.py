"""Where the HTTP client goes: nowhere within, nowhere in the clear, nowhere that a certificate does not vouch for."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.http.destination import Network, Origin, allowed, split
from salessupport.spi.errors import (
    DeadlineExceeded,
    DestinationForbidden,
    OutcomeUnknown,
    TlsRequired,
    Unreachable,
)
from salessupport.testing.loopback import (
    Loopback,
    dripping,
    lost_answer,
    nobody,
)
from support.shop import Shop, client, factory

TLS = Path(__file__).parents[1] / "data" / "tls"


@pytest.fixture
def shop() -> Shop:
    """Make what stands behind the remote."""
    return Shop()


@pytest.fixture
def remote(shop: Shop) -> Iterator[Loopback]:
    """Run the remote."""
    with Loopback(shop) as running:
        yield running


def _to(url: str) -> Callable[[str, int], object]:
    """Connect to this server whatever the name is."""
    from salessupport.runtime.http import wire

    inner = wire._connected

    def connected(_host: str, _port: int) -> object:
        exchange = wire.UNDER_WAY.get()
        assert exchange is not None
        exchange.networks = (Network.parse("127.0.0.0/8"),)
        return inner("127.0.0.1", int(url.rpartition(":")[2]))

    return connected


class TestDestinations:
    @pytest.mark.parametrize(
        "url",
        [
            "http://169.254.169.254", "https://169.254.169.254/latest", "http://0x7f.1", "http://2130706433", "http://0177.0.0.1",
            "http://[::ffff:127.0.0.1]", "http://[::ffff:169.254.169.254]", "http://127.1", "https://good.com@evil.com",
            "https://user:canary@good.com", "https://good.com?token=canary", "https://good.com/#x", "ftp://good.com",
            "https://good.com/../x", "https://", "good.com", "https://good.com:99999", "https://10.0.0.1", "https://[fe80::1]",
            "https://100.64.0.1", "https://192.168.1.1", "https://0.0.0.0", "https://[::]", "https://a..b", "https://good.com\n",
            "https://[2002:7f00:1::1]", "https://[64:ff9b::7f00:1]", "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]",
            "https://[::7f00:1]",
        ],
    )  # fmt: skip
    def test_addresses_that_are_never_called(self, url: str) -> None:
        """An address within, in disguise or with a user is refused and not shown (B83)."""
        with pytest.raises(DestinationForbidden) as raised:
            factory().client(url)
        assert "canary" not in str(raised.value.as_json())

    @given(st.ip_addresses(v=4), st.ip_addresses(v=4, network="10.0.0.0/8"))
    def test_an_address_within_another(self, any_: IPv4Address, inner: IPv4Address) -> None:
        """An address that carries packets on to another may be called only if that one may."""
        for plain in (any_, inner):
            whole = f"{int(plain) >> 16:x}:{int(plain) & 0xFFFF:x}"
            for other in (f"::ffff:{plain}", f"2002:{whole}::1", f"64:ff9b::{whole}"):
                assert allowed(other, ()) <= allowed(str(plain), ())
        assert not allowed(str(inner), ())
        assert allowed(str(inner), (Network.parse("10.0.0.0/8"),))

    @given(st.sampled_from(["169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "fe80::/10", "ff00::/8"]), st.data())
    def test_whatever_is_named(self, never: str, data: st.DataObject) -> None:
        """Link-local addresses, groups and reserved ones are never called, whatever the configuration names."""
        network = ip_network(never)
        address = data.draw(st.ip_addresses(v=network.version, network=never))
        everything = tuple(Network(ip_network(f"{address}/{bits}", strict=False)) for bits in (8, 16, 32))
        assert not allowed(str(address), everything)

    @given(st.text(st.sampled_from("ab1.:/@?#[]%\\x0-_ \n"), max_size=20))
    def test_whatever_is_written(self, text: str) -> None:
        """An address is refused by its error, or means the very host that every other reader sees in it."""
        url = f"https://{text}"
        try:
            origin, prefix = split(url)
        except DestinationForbidden:
            return
        seen = urlsplit(url)
        assert (seen.username, seen.query, seen.fragment) == (None, "", "")
        assert seen.hostname == origin.host.strip("[]")
        assert (seen.port or 443, seen.path.rstrip("/")) == (origin.port, prefix)

    def test_networks_that_are_named(self) -> None:
        """An inner system is called where the configuration names its network; link-local addresses never."""
        networks = (Network.parse("10.1.0.0/16"), Network.parse("169.254.0.0/16"))
        assert factory(networks=networks).client("https://10.1.2.3")
        for url in ("https://10.2.0.1", "https://169.254.169.254"):
            with pytest.raises(DestinationForbidden):
                factory(networks=networks).client(url)

    def test_a_name_that_leads_within(self, remote: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
        """What counts is the address that is connected, not the name (DNS rebinding)."""
        import socket

        port = int(remote.url.rpartition(":")[2])
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answer)
        origin = Origin("http", "public.example", port)
        http = factory(plain_http=(origin,)).client(str(origin))
        with pytest.raises(DestinationForbidden) as raised:
            http.request("GET", "/", effect=False)
        assert (raised.value.code, remote.requests) == ("destination.address", ())
        named = factory(plain_http=(origin,), networks=(Network.parse("127.0.0.0/8"),)).client(str(origin))
        assert named.request("GET", "/", effect=False).status == 200

    def test_only_origins_that_are_listed(self, remote: Loopback) -> None:
        """Where the configuration lists origins, no other is called."""
        http = factory(origins=(Origin.parse(remote.url),)).client(remote.url)
        assert http.request("GET", "/", effect=False).status == 200
        with pytest.raises(DestinationForbidden):
            factory(origins=(Origin.parse("https://erp.example.com"),)).client(remote.url)

    def test_encryption_is_a_must(self) -> None:
        """Beyond this machine nothing is called in the clear, unless the configuration names it."""
        with pytest.raises(TlsRequired):
            factory().client("http://erp.example.com")
        assert factory(plain_http=(Origin.parse("http://erp.example.com"),)).client("http://erp.example.com/api")

    def test_the_environment_is_ignored(
        self, remote: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Neither proxies nor `.netrc` of the environment touch a call (B84)."""
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
        (tmp_path / ".netrc").chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, nobody())
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "absent")
        factory().client(remote.url, headers={"Authorization": "own"}).request("GET", "/", effect=False)
        client(remote).request("GET", "/", effect=False)
        assert [request.headers.get("authorization") for request in remote.requests] == ["own", None]


class TestTls:
    @pytest.fixture
    def secure(self, shop: Shop) -> Iterator[Loopback]:
        """Run the remote with a certificate that nobody knows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
        with Loopback(shop, tls=context) as running:
            yield running

    def test_an_unknown_certificate(self, secure: Loopback) -> None:
        """A certificate that nobody vouches for ends the call before anything is sent, with no retry (B87)."""
        with pytest.raises(TlsRequired) as raised:
            client(secure).request("POST", "/", effect=True, json={"a": 1})
        assert (raised.value.code, raised.value.outcome, raised.value.retryable) == ("tls.untrusted", "NOT_DONE", False)
        assert not secure.requests

    def test_a_named_one(self, secure: Loopback) -> None:
        """A certificate that the configuration names is trusted; deadlines hold under encryption too."""
        http = client(secure, ca_file=TLS / "certificate.pem")
        assert http.request("POST", "/", effect=True, json={"a": 1}).json()["n"] == 1
        secure.strike(dripping(0.05), lost_answer())
        with pytest.raises(DeadlineExceeded):
            http.request("GET", "/", effect=False, deadline=timedelta(milliseconds=200))
        with pytest.raises(OutcomeUnknown):
            http.request("POST", "/", effect=True)

    def test_another_name(self, secure: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
        """A certificate for another name is not trusted."""
        monkeypatch.setattr("salessupport.runtime.http.wire._connected", _to(secure.url))
        http = factory(ca_file=TLS / "certificate.pem").client("https://other.example")
        with pytest.raises(TlsRequired):
            http.request("GET", "/", effect=False)

    def test_no_encryption_there(self, remote: Loopback) -> None:
        """A server that speaks no TLS was sent nothing that it could read (F3)."""
        with pytest.raises(Unreachable):
            factory().client(remote.url.replace("http:", "https:")).request("POST", "/", effect=True)
        assert not remote.requests

    def test_no_certificates_in_the_file(self, tmp_path: Path) -> None:
        """A file that is absent or no certificate is a fault of the configuration."""
        (tmp_path / "a.pem").write_text("no", encoding="utf-8")
        for name in ("a.pem", "b.pem"):
            with pytest.raises(ConfigError):
                factory(ca_file=tmp_path / name).client("https://erp.example.com")
