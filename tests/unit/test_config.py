"""The configuration: typed by the adapter's class, every fault at once, nothing read that is not named."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import ConfigError, SalesSupportError, ValidationReport
from salessupport.runtime.config import LARGEST, NAME, Pin, read_settings, settings_from
from salessupport.spi.secret import Secret


@frozen
class ErpConfig:
    base_url: str
    token: Secret
    page: int = 100
    wait: timedelta = timedelta(seconds=30)
    rate: Decimal = Decimal("0.13")


TOML = """
[plugins]
allow = ["salessupport-acme==1.2.0", "salessupport_bank"]

[adapters.erp]
adapter = "acme"
config = { base_url = "https://erp.example.com", token = { env = "ERP_TOKEN" }, rate = 0.06, wait = "2min" }

[adapters.bank]

[http]
networks = ["10.1.0.0/16"]
ca_file = "own.pem"
deadline = "45s"
"""


def table(**config: object) -> dict[str, object]:
    """Give a configuration with one connection of this table."""
    return {"adapters": {"erp": {"adapter": "acme", "config": config}}}


def faults(value: object) -> list[tuple[str, str]]:
    """Give place and code of every fault of a configuration."""
    with pytest.raises(ValidationReport) as raised:
        settings_from(value)  # type: ignore[arg-type]
    return [(str(finding.place), finding.code) for finding in raised.value.findings]


class TestFile:
    def test_all_of_it(self, tmp_path: Path) -> None:
        """A file, or its folder, gives the plugins, the connections and the network."""
        (tmp_path / NAME).write_text(TOML, encoding="utf-8")
        for path in (tmp_path, tmp_path / NAME):
            settings = read_settings(path)
            assert settings.plugins.allow == (Pin("salessupport-acme", "1.2.0"), Pin("salessupport_bank"))
            assert settings.plugins.pins == {"salessupport-acme": "1.2.0", "salessupport_bank": None}
            assert (settings.adapter_of("erp"), settings.adapter_of("bank")) == ("acme", "bank")
            assert settings.adapter_of("nobody") == "nobody"
            assert settings.http.deadline == timedelta(seconds=45)
            assert settings.http.ca_file == tmp_path / "own.pem"
            assert settings.secrets.folder == tmp_path

    def test_numbers_of_the_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A number with a fraction is read digit by digit, a secret from the process's own variables."""
        (tmp_path / NAME).write_text(TOML, encoding="utf-8")
        monkeypatch.setenv("ERP_TOKEN", "t-0815")
        made = read_settings(tmp_path).configured("erp", ErpConfig)
        assert (made.rate, made.wait, made.token.reveal()) == (Decimal("0.06"), timedelta(minutes=2), "t-0815")

    def test_a_mark_before_it(self, tmp_path: Path) -> None:
        """A byte order mark is no fault (B34)."""
        (tmp_path / NAME).write_bytes(b"\xef\xbb\xbf" + TOML.encode())
        assert read_settings(tmp_path).adapter_of("erp") == "acme"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (None, "config.unreadable"),
            (b"#" * (LARGEST + 1), "config.unreadable"),
            (b"a = ", "config.toml"),
            (b"a = 1\na = 2", "config.toml"),
            ("a = '销售'".encode("gb18030"), "config.toml"),
            (b"a = " + b"[" * 100_000, "config.toml"),
        ],
    )
    def test_what_is_none(self, tmp_path: Path, data: bytes | None, code: str) -> None:
        """A file that is absent, too large or no TOML is refused by name, without a chain of other errors."""
        if data is not None:
            (tmp_path / NAME).write_bytes(data)
        with pytest.raises(ConfigError) as raised:
            read_settings(tmp_path / NAME)
        assert raised.value.code == code
        assert raised.value.__context__ is None

    def test_nothing_is_a_configuration_too(self) -> None:
        """An empty configuration allows nothing and calls nobody."""
        settings = settings_from({})
        assert (settings.plugins.allow, dict(settings.adapters), settings.http.networks) == ((), {}, ())


class TestFaults:
    def test_all_at_once(self) -> None:
        """Every fault of the file is in one report, in order, with the name that was meant."""
        value = {
            "plugins": {"allow": ["a b", "good", "x==", 3]},
            "adapters": {"erp": {"adaptr": "acme"}},
            "http": {
                "networks": ["10.0.0.0/7", "nonsense"],
                "plain_http": ["http://a/b"],
                "deadline": "0s",
                "connect": "2h",
            },
            "folder": "x",
        }
        assert faults(value) == [
            ("$.plugins.allow[0]", "config.pin"),
            ("$.plugins.allow[2]", "config.pin"),
            ("$.plugins.allow[3]", "type.wrong"),
            ("$.adapters.erp.adaptr", "field.unknown"),
            ("$.http.networks[0]", "http.network"),
            ("$.http.networks[1]", "http.network"),
            ("$.http.plain_http[0]", "destination.url"),
            ("$.folder", "field.unknown"),
        ]

    @pytest.mark.parametrize("limits", [{"deadline": "0s"}, {"connect": "2h"}])
    def test_limits_of_time(self, limits: dict[str, str]) -> None:
        """A limit of nothing or of more than an hour is a fault at its key."""
        assert faults({"http": limits}) == [(f"$.http.{next(iter(limits))}", "http.span")]

    @given(
        st.dictionaries(
            st.sampled_from(["plugins", "adapters", "http", "x"]),
            st.recursive(
                st.none() | st.integers() | st.text(max_size=5) | st.floats(),
                lambda inner: (
                    st.lists(inner, max_size=2)
                    | st.dictionaries(
                        st.sampled_from(["allow", "networks", "erp", "config", "deadline"]), inner, max_size=3
                    )
                ),
                max_leaves=6,
            ),
        )
    )
    def test_no_other_error(self, value: dict[str, object]) -> None:
        """Whatever a mapping holds, it is read or refused by a report."""
        with suppress(ValidationReport):
            settings_from(value)


class TestConnections:
    def test_its_class(self) -> None:
        """The table of a connection becomes the adapter's own class, its secret fetched."""
        settings = settings_from(
            table(base_url="https://erp.example.com", token={"env": "ERP"}, rate=Decimal("0.06"), wait="2min"),
            environ={"ERP": "canary-13579"},
        )
        made = settings.configured("erp", ErpConfig)
        assert (made.base_url, made.page, made.wait, made.rate) == (
            "https://erp.example.com", 100, timedelta(minutes=2), Decimal("0.06"),
        )  # fmt: skip
        assert made.token.reveal() == "canary-13579"
        assert "canary" not in repr(made) + repr(settings) + str(settings)

    def test_all_faults_with_their_places(self) -> None:
        """Faults of values and of secrets come together, at the places of the file; no value of a secret among them."""
        settings = settings_from(table(token="canary-in-the-clear", pgae=5, rate=0.06), environ={})
        with pytest.raises(ValidationReport) as raised:
            settings.configured("erp", ErpConfig)
        shown = [(str(finding.place), finding.code) for finding in raised.value.findings]
        assert sorted(shown) == [
            ("$.adapters.erp.config.base_url", "field.missing"),
            ("$.adapters.erp.config.pgae", "field.unknown"),
            ("$.adapters.erp.config.rate", "type.wrong"),
            ("$.adapters.erp.config.token", "secret.reference"),
        ]
        assert "canary" not in json.dumps(raised.value.as_json())

    def test_secrets_are_fetched_last(self) -> None:
        """Reading the file needs no secret; opening the connection does."""
        settings = settings_from(table(base_url="https://a.example", token={"env": "ABSENT"}), environ={})
        with pytest.raises(ValidationReport) as raised:
            settings.configured("erp", ErpConfig)
        assert [finding.code for finding in raised.value.findings] == ["secret.variable"]

    def test_an_unknown_one(self) -> None:
        """A connection that is not configured is refused with those that are."""
        with pytest.raises(SalesSupportError, match="there are: erp") as raised:
            settings_from(table()).configured("crm", ErpConfig)
        assert raised.value.code == "config.adapter"
