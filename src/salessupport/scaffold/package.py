"""`new_adapter`: the package of a new adapter, every file out of a template, written into a new folder.

Law: all or nothing: what is wrong with port, name or folder is said before the first file is written.
Source: ports.md 4.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, Final

from attrs import frozen

from salessupport._version import __version__
from salessupport.domain.values.errors import ConfigError
from salessupport.scaffold.names import AdapterName
from salessupport.scaffold.signatures import HINTS, imports_of, method, written
from salessupport.spi.adapter import TEMPLATE
from salessupport.spi.port import Port, Verb
from salessupport.spi.ports import PORTS, PROTOCOLS
from salessupport.tabular.atomic import make_folder, write_atomically

_ABOUT: Final[Mapping[str, str]] = {
    "__init__.py": "the descriptor: what it is and what it can, without an import of what calls anybody",
    "config.py": "what an installation has to say",
    "mapping.py": "their words and ours, pure",
    "transport.py": "requests and answers",
    "adapter.py": "the verbs of the port",
    "fake.py": "the other side, for the laboratory",
    "certification.py": "how it is certified",
}
_ANSWERED: Final = ("identify", "ping")
"""The verbs that a new adapter has, where its port has them."""


@frozen
class NewAdapter:
    """A package that was written: its folder, and its files relative to that."""

    folder: Path
    distribution: str
    files: tuple[str, ...]


def new_adapter(port: str, name: str, *, into: Path) -> NewAdapter:
    """Write the package `salessupport-NAME` of an adapter of `port` into a new folder of that name in `into`.

    Raises `ConfigError` for a port that does not exist, a name that cannot be one, and a folder that is there already.
    """
    named, token = AdapterName(name), _port(port)
    folder = into / named.distribution
    if folder.exists():
        raise ConfigError("scaffold.exists", path=str(folder))
    texts = package(token, named)
    for relative, text in texts.items():
        make_folder((folder / relative).parent)
        write_atomically(folder / relative, text.encode())
    return NewAdapter(folder, named.distribution, tuple(texts))


def package(port: Port[Any], name: AdapterName) -> Mapping[str, str]:
    """The files of the package, by their paths in it."""
    silent = "identify" not in port.reads  # a renderer: it calls nobody
    kind = "_pure" if silent else ""
    source = {
        "__init__.py": "init",
        "config.py": f"config{kind}",
        "mapping.py": f"mapping{kind}",
        **({} if silent else {"transport.py": "transport"}),
        "adapter.py": f"adapter{kind}",
        "fake.py": f"fake{kind}",
        "certification.py": "certification",
    }
    values = {**_names(port, name), **_parts(port, name)}
    values["files"] = "\n".join(f"| `src/{name.module}/{file}` | {_ABOUT[file]} |" for file in source)
    around = {"pyproject.toml": "pyproject", "README.md": "readme", f"docs/{name.text}.md": "page"}
    inside = {f"src/{name.module}/{file}": template for file, template in source.items()}
    templates = {**around, **inside, "tests/test_certification.py": "test"}
    filled = {path: _filled(template, values) for path, template in templates.items()}
    return {**filled, f"src/{name.module}/py.typed": ""}


def _port(name: str) -> Port[Any]:
    if name not in PORTS:
        near = get_close_matches(name, PORTS, n=1)
        hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
        raise ConfigError("scaffold.port", path=name, known=", ".join(PORTS), **hints)
    return PORTS[name]


def _names(port: Port[Any], name: AdapterName) -> dict[str, str]:
    return {
        "name": name.text,
        "distribution": name.distribution,
        "module": name.module,
        "identifier": name.identifier,
        "words": name.words,
        "camel": name.camel,
        "port": port.name,
        "token": port.name.upper(),
        "protocol": PROTOCOLS[port.name].__name__,
        "speaks": str(port.version),
        "template": TEMPLATE,
        "library": __version__,
    }


def _parts(port: Port[Any], name: AdapterName) -> dict[str, str]:
    """What differs from port to port."""
    answered = [verb for verb in port.verbs if verb.name in _ANSWERED]
    left = [verb for verb in port.verbs if verb.name not in _ANSWERED]
    hints = [HINTS[kind] for kind in HINTS if any(verb.kind is kind for verb in left)]
    tables = [f'    "{kind}": _LATER,' for kind in port.kinds]
    works = ["| `identify`, `ping` | yes |"] if answered else []
    return {
        "full": "Full, " if answered else "",
        "verbs": "\n".join(f'    "{one.name}": {"Full()" if one in answered else "_LATER"},' for one in port.verbs),
        "kinds": "\n".join(["", *tables, ""]) if tables else "",
        "errors": "ContractViolation, OutcomeUnknown" if port.commands else "ContractViolation",
        "tell": _template("tell") if port.commands else "",
        "imports": written(_imports(port, name, left, answered=bool(answered))),
        "hints": "\n".join(f'{constant} = "{text}"' for constant, text in hints),
        "methods": "\n\n".join(method(port, verb) for verb in left),
        "answers": "\n".join([*works, *(f"| `{verb.name}` | not written yet |" for verb in left)]),
        "example": _EXAMPLE if answered else "config = {}",
    }


_EXAMPLE: Final = 'config = { base_url = "https://example.com", token = { env = "TOKEN" } }'


def _imports(port: Port[Any], name: AdapterName, verbs: list[Verb], *, answered: bool) -> Mapping[str, str]:
    """What `adapter.py` needs by name."""
    found = {
        **imports_of(port, verbs),
        "Iterator": "collections.abc",
        "contextmanager": "contextlib",
        "Environment": "salessupport.spi.environment",
        "Unsupported": "salessupport.spi.errors",
        PROTOCOLS[port.name].__name__: "salessupport.spi.ports",
        "Config": f"{name.module}.config",
    }
    if answered:
        found |= {
            "AdapterError": "salessupport.spi.errors",
            "AuthFailed": "salessupport.spi.errors",
            "Health": "salessupport.spi.outcomes",
            "RemoteIdentity": "salessupport.spi.outcomes",
            "Client": f"{name.module}.transport",
            "identity_of": f"{name.module}.mapping",
        }
    return found


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template(_template(template)).substitute(values)


def _template(name: str) -> str:
    return files("salessupport.scaffold").joinpath("templates", f"{name}.txt").read_text(encoding="utf-8")
