"""What goes out: address, headers and body of a request, strictly made; secrets are revealed here and nowhere else.

Source: reliability.md 3.6; ports.md 3.5; adapters.md 7, 8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from salessupport._version import __version__
from salessupport.domain.values.quantity import decimal_text
from salessupport.runtime.http.destination import Origin, climbs
from salessupport.spi.errors import ContractViolation, DestinationForbidden
from salessupport.spi.secret import Secret

Text = str | Secret
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
"""What may be called."""
_PATH: Final = re.compile(r"/[!-\[\]-~]*\Z")
_WHOLE: Final = re.compile(r"(https?://[^/?#]*)(.*)\Z", re.IGNORECASE)
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VALUE: Final = re.compile(r"(?:[!-~\x80-\xff](?:[ \t!-~\x80-\xff]*[!-~\x80-\xff])?)?\Z")
_OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect"})
_DEFAULTS: Final = {"Accept-Encoding": "gzip", "User-Agent": f"salessupport/{__version__}"}


def address(origin: Origin, prefix: str, path: str, params: Mapping[str, Text] | None) -> str:
    """The whole address of a call.

    `path` begins with `/` and stands behind `prefix`, or is an address of the same origin, which an answer gave.
    """
    before = f"{origin}{prefix}"
    if found := _WHOLE.match(path):
        if Origin.parse(found[1]) != origin:
            raise DestinationForbidden("destination.link", origin=str(origin))
        before, path = str(origin), found[2] or "/"
    if not _PATH.match(path) or "#" in path or climbs(path):
        raise ContractViolation("request.path")
    query = urlencode([(name, plain(value)) for name, value in (params or {}).items()])
    return f"{before}{path}{('&' if '?' in path else '?') * bool(query)}{query}"


def plain(value: Text) -> str:
    """The text itself."""
    return value.reveal() if isinstance(value, Secret) else value


def lines(*headers: Mapping[str, Text] | None) -> dict[str, str]:
    """The headers of a call, later ones before earlier ones; one that could end its line is refused."""
    made: dict[str, tuple[str, str]] = {name.lower(): (name, value) for name, value in _DEFAULTS.items()}
    for table in headers:
        for name, value in (table or {}).items():
            if not _NAME.match(name) or name.lower() in _OURS or not _VALUE.match(plain(value)):
                raise ContractViolation("request.header", name=name if _NAME.match(name) else "")
            made[name.lower()] = name, plain(value)
    return dict(made.values())


def body(value: object, form: Mapping[str, Text] | None, content: bytes | None) -> tuple[bytes | None, dict[str, Text]]:
    """The bytes of a body and the header that says what they are; at most one of the three is given."""
    if sum(each is not None for each in (value, form, content)) > 1:
        raise ContractViolation("request.body", reason="json, form and content exclude each other")
    if form is not None:
        pairs = [(name, plain(each)) for name, each in form.items()]
        return urlencode(pairs).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    if value is not None:
        return _encoded(_written(value)), {"Content-Type": "application/json"}
    return content, {}


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise ContractViolation("request.body", reason="half of a character")


def _written(value: object) -> str:
    """A value as JSON: decimals digit by digit, secrets revealed; a float is refused, its digits are lost already."""
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case Secret():
            return json.dumps(value.reveal(), ensure_ascii=False)
        case int():
            return str(int(value))
        case Decimal() if value.is_finite() and abs(value.adjusted()) < 60:
            return decimal_text(value)
        case Mapping():
            return "{" + ",".join(f"{_key(name)}:{_written(each)}" for name, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_written, value)) + "]"
    raise ContractViolation("request.body", reason=f"a {type(value).__name__} is no exact JSON")


def _key(name: object) -> str:
    if type(name) is not str:
        raise ContractViolation("request.body", reason="a name that is no text")
    return json.dumps(name, ensure_ascii=False)
