"""Checks: what plugins find in documents before a push sends them, and which that holds back.

Laws: a document with an error of any plugin is not sent, and stays until it is corrected; a warning is told and holds
nothing; a plugin that fails at its check stops the push before anything is sent, for nobody knows what it would have
said. Source: ports.md 3.2 (`check_*`), 3.3; B88-B92.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from salessupport.domain.values.findings import Finding, Level
from salessupport.runtime.dispatch import Dispatcher
from salessupport.spi import hooks
from salessupport.spi.documents import ContractDocument
from salessupport.spi.outcomes import Ref

_HOOKS: Final[Mapping[str, Callable[..., Any]]] = {
    "upsert": hooks.check_customer,
    "post_contract": hooks.check_contract,
    "post_order": hooks.check_order,
    "post_invoice": hooks.check_invoice,
    "post_settlement": hooks.check_settlement,
}
"""What is asked about the document of each command."""


@frozen
class Noticed:
    """What a plugin found in a document that is to be sent; one of the level `error` holds it back."""

    ref: Ref
    plugin: str
    level: Level
    text: str
    text_zh: str


Checks = Callable[[Ref, str, Any], tuple[Noticed, ...]]
"""Looks at a document: its name, the verb that sends it, and what is sent."""


def unchecked(_ref: Ref, _verb: str, _document: object) -> tuple[Noticed, ...]:
    """No plugin looks at anything."""
    return ()


@frozen
class Checking:
    """The plugins in use, asked by the company's name and day."""

    dispatcher: Dispatcher
    context: hooks.Context

    def __call__(self, ref: Ref, verb: str, document: object) -> tuple[Noticed, ...]:
        """Ask all plugins; `PluginError` where one fails."""
        subject = document.contract if isinstance(document, ContractDocument) else document
        answers = self.dispatcher.check(_hook(verb), subject, self.context).complete()
        return tuple(
            Noticed(ref, said.plugin, said.value.level, said.value.message("en"), said.value.message("zh_CN"))
            for said in answers.said
        )


def _hook(verb: str) -> Callable[..., Iterable[Finding]]:
    return _HOOKS[verb]
