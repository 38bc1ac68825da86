"""`plugins` and `doctor`: what is installed is listed, what is wrong is a finding with its remedy, nothing crashes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve, frozen
from click.testing import CliRunner, Result

from salessupport.cli.main import main
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company, Policies
from salessupport.memory.adapters import ADAPTERS
from salessupport.runtime import plugins as plugins_module
from salessupport.runtime.config import settings_from
from salessupport.runtime.doctor import diagnosis, installed_plugins
from salessupport.runtime.plugins import Found, Plugins
from salessupport.spi.capabilities import Capabilities, Full, Native
from salessupport.spi.ports import NOTIFIER
from support.plugin_samples import adapter, announcing, entry, loaded, module

CODE = "doctor_sample_code"
WHOLE = Capabilities({verb.name: Full() for verb in NOTIFIER.verbs}, idempotency={"send": Native()})
FINE = adapter("acme", capabilities=WHOLE, config=f"{CODE}:Config", open=f"{CODE}:open")


@frozen
class Config:
    """What the sample adapter is configured with."""

    url: str


@pytest.fixture(autouse=True)
def _code(monkeypatch: pytest.MonkeyPatch):
    """The sample adapter's configuration can be imported."""
    code = ModuleType(CODE)
    code.Config = Config  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, CODE, code)


def found(plugins: Plugins, company: Company | None = None, **connections: dict[str, object]) -> list[tuple[str, str]]:
    """Codes and places of what the doctor finds."""
    settings = settings_from({"adapters": connections})
    return [(one.code, str(one.place)) for one in diagnosis(plugins, settings, company).findings]


class TestDiagnosis:
    def test_all_is_well(self):
        """A working plugin, an adapter that answers every capability and a right configuration find nothing."""
        plugins = loaded(entry("acme", announcing(FINE)), entry("memory", announcing(*ADAPTERS)))
        assert found(plugins, Company(name="X"), mail={"adapter": "acme", "config": {"url": "x"}}) == []

    def test_every_broken_plugin(self):
        """Each broken plugin is a finding at its distribution; one that is merely not named is none."""
        plugins = plugins_module.load_plugins(
            allowed={"salessupport-a": None, "salessupport-b": None},
            found=[entry("a", ImportError("x")), entry("b", module(speaks="3.0")), entry("c", ImportError("y"))],
        )
        assert found(plugins) == [("plugin.load", "salessupport-a:a"), ("plugin.speaks", "salessupport-b:b")]

    def test_oddities(self):
        """What is odd about a plugin or an adapter is a warning: a default, an older scaffold, an open question."""

        def check_customer(customer: object, strict: bool = True) -> list[Finding]:
            return []

        old = evolve(FINE, name="old", template="0")
        silent = adapter("silent")
        plugins = loaded(entry("a", module(check_customer)), entry("b", announcing(FINE, old, silent)))
        assert found(plugins) == [
            ("doctor.template", "b:notifier/old"),
            ("doctor.untested", "b:notifier/silent"),
            ("plugin.defaulted", "salessupport-a:a"),
        ]

    @pytest.mark.parametrize(
        ("connection", "finding"),
        [
            ({"adapter": "acne", "config": {"url": "x"}}, ("doctor.connection", "salessupport.toml:adapters.mail")),
            ({"adapter": "acme", "config": {"ulr": "x"}}, ("field.missing", "$.adapters.mail.config:url")),
            ({"adapter": "newer"}, ("plugin.speaks", "salessupport.toml:adapters.mail")),
            ({"adapter": "gone"}, ("hub.dotted", "salessupport.toml:adapters.mail")),
        ],
    )
    def test_connections(self, connection: dict[str, object], finding: tuple[str, str]):
        """A connection without a usable adapter, or with a wrong configuration, is found without opening it."""
        newer = adapter("newer", speaks="9.0")
        gone = evolve(FINE, name="gone", config="absent_module:Config")
        plugins = loaded(entry("acme", announcing(FINE, newer, gone)))
        codes = [code for code, _ in found(plugins, mail=connection)]
        assert finding[0] in codes

    def test_policy_that_nobody_has(self):
        """The rule of commission that the company names must be registered; the finding says where it is named."""
        company = Company(name="X", policies=Policies(commission="ladder@2"))
        assert found(loaded(), company) == [("policy.unknown_label", "company.toml:policies.commission")]

    def test_policy_of_a_broken_plugin(self):
        """Where a plugin could not be loaded, the finding about the missing rule names it."""
        company = Company(name="X", policies=Policies(commission="ladder@2"))
        answer = diagnosis(loaded(entry("bad", ImportError("x"))), settings_from({}), company)
        texts = [one.message("en") for one in answer.findings if one.code == "policy.unknown_label"]
        assert "not loaded: bad" in texts[0]


class TestInstalled:
    def test_what_a_plugin_provides(self):
        """A registered plugin is listed with its adapters and hooks; no other with anything."""

        def check_customer(customer: object) -> list[Finding]:
            return []

        answer = installed_plugins(
            plugins_module.load_plugins(
                allowed={"salessupport-acme": None},
                found=[
                    entry("acme", module(check_customer, register_adapters=announcing(FINE).register_adapters)),
                    entry("other", ImportError(), version="2.5"),
                ],
            )
        )
        acme, other = answer.plugins
        assert [(one.kind, one.name, one.speaks) for one in acme.provides] == [("adapter notifier", "acme", "1.0")]
        assert acme.hooks == ("register_adapters", "check_customer")
        assert (other.version, other.state, other.provides, other.hooks) == ("2.5", "not_allowed", (), ())
        assert [one.level for one in other.findings] == ["warning"]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have these entry points be what is installed."""

    def these(*found: Found) -> None:
        monkeypatch.setattr(plugins_module, "installed", lambda: found)

    return these


def run(verb: str, folder: Path, *words: str) -> Result:
    """Run a verb on a folder."""
    return CliRunner().invoke(
        main, [verb, "--books", str(folder), *words], catch_exceptions=False, env={"COLUMNS": "200"}
    )


class TestCommandLine:
    def test_nothing_installed(self, tmp_path: Path, install):
        """Without plugins the list says so."""
        install()
        result = run("plugins", tmp_path)
        assert (result.exit_code, "none is installed" in result.stdout) == (0, True)

    def test_the_list(self, tmp_path: Path, install):
        """Every plugin is a row with its package, version and state, named ones with what they provide."""
        install(entry("acme", announcing(FINE), version="1.4"), entry("other", ImportError()))
        (tmp_path / "salessupport.toml").write_text('[plugins]\nallow = ["salessupport-acme"]\n', encoding="utf-8")
        printed = run("plugins", tmp_path).stdout
        assert all(part in printed for part in ("软件包", "Package", "salessupport-acme", "1.4", "in use", "not named"))
        assert "adapter notifier acme (1.0)" in printed
        assert "add it to [plugins]" in printed
        answer = json.loads(run("plugins", tmp_path, "--json").stdout)
        assert [(one["name"], one["state"]) for one in answer["plugins"]] == [
            ("acme", "registered"),
            ("other", "not_allowed"),
        ]

    def test_well(self, tmp_path: Path, install):
        """An installation without a fault exits 0, with or without books beside it."""
        install(entry("acme", announcing(FINE)))
        (tmp_path / "salessupport.toml").write_text('[plugins]\nallow = ["salessupport-acme"]\n', encoding="utf-8")
        result = run("doctor", tmp_path)
        assert (result.exit_code, "all is well" in result.stdout) == (0, True)
        (tmp_path / "company.toml").write_text('name = "X"\n', encoding="utf-8")
        assert json.loads(run("doctor", tmp_path, "--json").stdout) == {"plugins": 1, "connections": 0, "findings": []}

    @pytest.mark.parametrize(
        ("company", "settings", "codes"),
        [
            ('name = ""\n', "", {"field.missing"}),
            ("name = [", "", {"company.invalid"}),
            ('name = "X"\n', "plugins = [", {"config.toml"}),
            ('name = "X"\n', '[plugins]\nalow = ["x"]\n', {"field.unknown"}),
            ('name = "X"\n', '[plugins]\nallow = ["salessupport-gone"]\n', {"plugin.missing"}),
            ('name = "X"\n[policies]\ncommission = "ladder@2"\n', "", {"policy.unknown_label"}),
            ('name = "X"\n[policies]\ncommission = "ladder"\n', "a = 1\n", {"policy.value", "field.unknown"}),
        ],
    )
    def test_findings(self, tmp_path: Path, install, company: str, settings: str, codes: set[str]):
        """Faults of both files are findings side by side, exit 1, each with a remedy in both languages."""
        install()
        (tmp_path / "company.toml").write_text(company, encoding="utf-8")
        (tmp_path / "salessupport.toml").write_text(settings, encoding="utf-8")
        result = run("doctor", tmp_path, "--json")
        answer = json.loads(result.stdout)
        assert result.exit_code == 1
        assert {one["code"] for one in answer["findings"]} == codes
        assert all(one["message"] and one["message_zh"] for one in answer["findings"])
        assert run("doctor", tmp_path).stdout.count("│") == 0

    @pytest.mark.parametrize(
        ("own", "codes"),
        [
            ('adapter = "memory"', set()),
            ('adapter = "files"', {"field.missing"}),
            ('adapter = "memry"', {"doctor.connection"}),
        ],
    )
    def test_connections_of_the_product_itself(self, tmp_path: Path, install, own: str, codes: set[str]):
        """The adapters that come with the product are known without a plugin; they are examined, and not counted."""
        install()
        (tmp_path / "salessupport.toml").write_text(f"[adapters.erp]\n{own}\n", encoding="utf-8")
        told = json.loads(run("doctor", tmp_path, "--json").stdout)
        assert {one["code"] for one in told["findings"]} == codes
        assert (told["plugins"], told["connections"]) == (0, 1)

    def test_nothing_to_examine(self, tmp_path: Path, install):
        """A folder without either file is an error, as for every verb."""
        install()
        assert run("doctor", tmp_path).exit_code == 2

    def test_switched_off(self, tmp_path: Path, install, monkeypatch: pytest.MonkeyPatch):
        """With the variable set, what is named is a warning instead of an import."""
        install(entry("acme", ImportError()))
        (tmp_path / "salessupport.toml").write_text('[plugins]\nallow = ["salessupport-acme"]\n', encoding="utf-8")
        monkeypatch.setenv(plugins_module.DISABLE, "1")
        result = run("doctor", tmp_path, "--json")
        assert [one["code"] for one in json.loads(result.stdout)["findings"]] == ["plugin.disabled"]
