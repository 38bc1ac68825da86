"""Secrets of a configuration: references to where they are kept, resolved last, never the secret itself.

    {env = "ERP_TOKEN"}             an environment variable
    {file = "erp.token"}            a file beside the configuration that only its owner can read (mode 0600)
    {keyring = "salessupport:erp"}  service and user in the system's keyring, if the package `keyring` is there

Laws: no fault shows the value or what stood in its place; a secret is never empty. An application that reads its
secrets itself passes `Secret` values in the place of references. Source: ports.md 3.5; reliability.md 3.8.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, Literal, get_args

from attrs import field, frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.spi.secret import Secret

Source = Literal["env", "file", "keyring"]
LONGEST: Final = 65_536
"""Bytes that a file with a secret has at most; keys and certificates are shorter."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@frozen
class SecretReference:
    """Where a secret is kept: the source and its name there."""

    source: Source
    name: str


def read_reference(value: object) -> SecretReference:
    """Read `{env = …}`, `{file = …}` or `{keyring = …}`; anything else is `secret.reference`, and is not shown."""
    if isinstance(value, Mapping) and len(value) == 1:
        for source in get_args(Source):
            name = value.get(source)
            if isinstance(name, str) and name:
                return SecretReference(source, name)
    raise ConfigError("secret.reference")


def _system_environment() -> Mapping[str, str]:
    return os.environ


@frozen
class SecretSources:
    """Where references lead: `environ` for variables, `folder` for relative names of files."""

    environ: Mapping[str, str] = field(factory=_system_environment, repr=False)
    folder: Path = Path()

    def read(self, value: object) -> Secret:
        """Read a field of the type `Secret`: a reference, or a secret that the application passes."""
        return value if isinstance(value, Secret) else self.resolve(read_reference(value))

    def resolve(self, reference: SecretReference) -> Secret:
        """Fetch a secret; `ConfigError` that says what is missing or too open."""
        fetch: Mapping[Source, Callable[[str], str]] = {
            "env": self._from_environment,
            "file": self._from_file,
            "keyring": _from_keyring,
        }
        text = fetch[reference.source](reference.name)
        if not text:
            raise ConfigError("secret.empty", source=reference.source, name=reference.name)
        return Secret(text, name=f"{reference.source}:{reference.name}")

    def _from_environment(self, name: str) -> str:
        if name not in self.environ:
            raise ConfigError("secret.variable", name=name)
        return self.environ[name]

    def _from_file(self, name: str) -> str:
        try:
            data = _private_bytes(self.folder / name)
        except (OSError, ValueError):
            data = None
        if data is None:
            raise ConfigError("secret.file", name=name)
        try:
            return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            pass
        raise ConfigError("secret.file", name=name)


def _private_bytes(path: Path) -> bytes | None:
    """Read a file after looking at the very file that was opened; None if it is too long or no file."""
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            return None
        if os.name == "posix" and state.st_mode & _OTHERS:
            raise ConfigError("secret.mode", name=path.name, mode=f"{stat.S_IMODE(state.st_mode):04o}")
        data = file.read(LONGEST + 1)
    return data if len(data) <= LONGEST else None


def _from_keyring(name: str) -> str:
    service, colon, user = name.partition(":")
    if not (service and colon and user):
        raise ConfigError("secret.keyring_name")
    try:
        keyring = import_module("keyring")
    except ImportError:
        keyring = None
    if keyring is None:
        raise ConfigError("secret.keyring_absent")
    try:
        text = keyring.get_password(service, user)
    except Exception:  # noqa: BLE001 - every backend has errors of its own; none may be shown
        text = None
    if not isinstance(text, str):
        raise ConfigError("secret.keyring", name=name)
    return text
