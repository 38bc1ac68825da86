"""`ADAPTERS`: what this package announces: the adapter `files` of three ports, by names and dotted paths only.

The module is a plugin: it may be passed to `load_plugins(in_process={"files": …})`.
"""

from __future__ import annotations

from typing import Any, Final

from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import (
    Capabilities,
    ClockSource,
    Deletes,
    Full,
    Limited,
    Native,
    Ordering,
    Support,
    Traits,
    Unsupported,
)
from salessupport.spi.hooks import hook
from salessupport.spi.port import Port
from salessupport.spi.ports import CUSTOMERS, DOCUMENTS, SALES

NAME: Final = "files"
_ANSWERS: Final[dict[str, Support]] = {
    "upsert": Limited("changes of a customer that is there: its row is added once and never edited", 0),
    "amend_order": Limited("lines added or removed: only quantities and prices change", 0),
    "stock": Unsupported("books have no stock"),
}


def capabilities(port: Port[object]) -> Capabilities:
    """What an adapter of this port can do."""
    verbs: dict[str, Support] = {verb.name: _ANSWERS.get(verb.name, Full()) for verb in port.verbs}
    return Capabilities(
        verbs=verbs,
        kinds={kind: Full() for kind in port.kinds},
        idempotency=dict.fromkeys(port.commands, Native()),
        traits=Traits(ordering=Ordering.NONE, deletes=Deletes.NONE, clock=ClockSource.OURS),
    )


def _adapter(port: Port[Any]) -> Adapter[Any]:
    return Adapter(
        port=port,
        name=NAME,
        title="Folder of spreadsheets",
        title_zh="表格文件夹",
        speaks=str(port.version),
        config="salessupport.files.opening:FilesConfig",
        open=f"salessupport.files.opening:open_{port.name}",
        capabilities=capabilities(port),
    )


ADAPTERS: Final[tuple[Adapter[Any], ...]] = tuple(map(_adapter, (CUSTOMERS, SALES, DOCUMENTS)))
"""One adapter for each port that a folder can be."""


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce them."""
    return ADAPTERS
