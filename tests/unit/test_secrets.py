"""Secrets: fetched by reference, refused without being shown, and given away by nothing that prints or copies."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import sys
import traceback
import types
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.secrets import LONGEST, SecretReference, SecretSources, read_reference
from salessupport.spi.secret import Secret, live_secrets

CANARY = "canary-8c1f97"


def code_of(sources: SecretSources, value: object) -> str:
    """Give the code of the refusal, which may show neither the canary nor a chain of errors."""
    with pytest.raises(ConfigError) as raised:
        sources.read(value)
    shown = "".join(traceback.format_exception(raised.value)) + json.dumps(raised.value.as_json(), ensure_ascii=False)
    assert CANARY not in "\n".join(line for line in shown.splitlines() if not line.startswith("    "))
    assert raised.value.__context__ is None
    return raised.value.code


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Make a file that only its owner can read."""
    path = tmp_path / "erp.token"
    path.write_text(f"{CANARY}\r\n", encoding="utf-8")
    path.chmod(0o600)
    return path


class TestReferences:
    def test_a_variable(self) -> None:
        """A variable of the environment that was handed over, and no other."""
        secret = SecretSources({"ERP": CANARY}).read({"env": "ERP"})
        assert (secret.reveal(), secret.name) == (CANARY, "env:ERP")
        assert code_of(SecretSources({}), {"env": "PATH"}) == "secret.variable"

    def test_a_file(self, kept: Path) -> None:
        """A file beside the configuration, without the end of its line."""
        assert SecretSources({}, kept.parent).read({"file": "erp.token"}).reveal() == CANARY
        assert SecretSources({}).read({"file": str(kept)}).reveal() == CANARY

    def test_a_file_that_others_can_read(self, kept: Path) -> None:
        """A file open to others is refused with its mode."""
        kept.chmod(0o640)
        assert code_of(SecretSources({}, kept.parent), {"file": "erp.token"}) == "secret.mode"

    @pytest.mark.parametrize("content", [b"a" * (LONGEST + 1), CANARY.encode() + b"\xff"])
    def test_a_file_that_is_no_secret(self, kept: Path, content: bytes) -> None:
        """What is too long or not UTF-8 is refused without its content."""
        kept.write_bytes(content)
        assert code_of(SecretSources({}, kept.parent), {"file": "erp.token"}) == "secret.file"

    @pytest.mark.parametrize("name", ["absent", ".", "a\0b"])
    def test_no_file(self, tmp_path: Path, name: str) -> None:
        """What is absent or no file is refused."""
        assert code_of(SecretSources({}, tmp_path), {"file": name}) == "secret.file"

    def test_nothing_in_it(self) -> None:
        """An empty secret is none."""
        assert code_of(SecretSources({"ERP": ""}), {"env": "ERP"}) == "secret.empty"

    @pytest.mark.parametrize(
        "value",
        [CANARY, None, 3, {}, {"env": ""}, {"env": 3}, {"value": CANARY}, {"env": "A", "file": "B"}, [CANARY]],
    )
    def test_what_is_no_reference(self, value: object) -> None:
        """A secret in the clear, or anything else, is refused and not shown."""
        assert code_of(SecretSources({}), value) == "secret.reference"

    def test_a_secret_of_the_application(self) -> None:
        """An application that fetched a secret itself passes it on."""
        secret = Secret(CANARY)
        assert SecretSources({}).read(secret) is secret

    def test_parsed(self) -> None:
        """A reference says where a secret is kept."""
        assert read_reference({"keyring": "salessupport:erp"}) == SecretReference("keyring", "salessupport:erp")

    def test_the_environment_is_not_shown(self) -> None:
        """The variables that sources hold are not in their print."""
        assert CANARY not in repr(SecretSources({"ERP": CANARY}))


class TestKeyring:
    @staticmethod
    def installed(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
        """Put a keyring in the place of the package."""
        module = types.ModuleType("keyring")
        module.get_password = answer  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "keyring", module)

    def test_it_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Service and user are asked for."""
        self.installed(monkeypatch, lambda service, user: f"{CANARY}/{service}/{user}")
        assert SecretSources({}).read({"keyring": "a:b"}).reveal() == f"{CANARY}/a/b"

    def test_it_has_nothing_or_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it does not have, or any error of its own, is one refusal without that error."""
        self.installed(monkeypatch, lambda *_: None)
        assert code_of(SecretSources({}), {"keyring": "a:b"}) == "secret.keyring"

        def fail(*_: str) -> str:
            raise RuntimeError(CANARY)

        self.installed(monkeypatch, fail)
        assert code_of(SecretSources({}), {"keyring": "a:b"}) == "secret.keyring"

    def test_a_wrong_name_and_no_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name without its two parts and an absent package are told apart."""
        monkeypatch.setitem(sys.modules, "keyring", None)
        assert code_of(SecretSources({}), {"keyring": "ab"}) == "secret.keyring_name"
        assert code_of(SecretSources({}), {"keyring": "a:b"}) == "secret.keyring_absent"


@frozen
class Config:
    user: str
    token: Secret


class TestNothingGivesItAway:
    def test_prints(self) -> None:
        """No print, format or record shows it."""
        config = Config("clerk", Secret(CANARY, name="env:ERP"))
        shown = [repr(config), str(config), f"{config.token}", f"{config.token:>40}", f"{config.token!s}"]
        shown += [repr(attrs.asdict(config)), repr([config]), repr(vars(type(config.token)))]
        assert CANARY not in " ".join(shown)
        assert "env:ERP" in repr(config)

    def test_copies(self) -> None:
        """Neither pickles nor JSON hold it; a copy is the same secret."""
        config = Config("clerk", Secret(CANARY))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError):
                pickle.dumps(config, protocol)
        with pytest.raises(TypeError):
            json.dumps(attrs.asdict(config))
        assert copy.deepcopy(config).token is copy.copy(config.token) is config.token

    def test_equal_only_to_itself(self) -> None:
        """Comparing tells nothing about the text."""
        assert Secret(CANARY) != Secret(CANARY)
        assert Secret(CANARY) != CANARY

    def test_tracebacks_with_locals(self) -> None:
        """A traceback that captures local values shows none."""

        def use(token: Secret) -> None:
            raise ValueError(token)

        with pytest.raises(ValueError, match="Secret") as raised:
            use(Secret(CANARY))
        captured = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        assert CANARY not in "".join(each for each in captured.format() if "CANARY" not in each)

    def test_it_is_known_while_it_lives(self) -> None:
        """Redaction knows every secret that is alive, and none that is gone."""
        secret = Secret(CANARY + "-alive")
        assert secret in live_secrets()
        del secret
        gc.collect()
        assert CANARY + "-alive" not in [each.reveal() for each in live_secrets()]
