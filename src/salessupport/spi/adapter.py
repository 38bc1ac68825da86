"""`Adapter`: what a plugin registers: names and dotted paths, so that listing adapters imports none of them.

Source: ports.md 3.5 "Descriptor"; style 1.3 (import of plugins makes every start slow).
"""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.capabilities import Capabilities
from salessupport.spi.port import ContractVersion, Port

P_co = TypeVar("P_co", covariant=True)

TEMPLATE: Final = "1"
"""The version of the scaffold (`salessupport new-adapter`); an adapter made from an older one is named by `doctor`."""


@frozen
class Adapter(Generic[P_co]):
    """One way to one port.

    `speaks` is the port's contract version it was written against (`"1.0"`); `config` and `open` are dotted paths
    (`"salessupport_acme.config:Config"`, `"salessupport_acme.adapter:open"`), imported when it is first opened.
    `open(config, environment)` gives a context manager whose value is the port. `template` is the version of the
    scaffold that it was made from; empty if from none.
    """

    port: Port[P_co]
    name: str
    title: str
    title_zh: str
    speaks: str
    config: str
    open: str
    capabilities: Capabilities
    docs: str = ""
    template: str = ""

    def __attrs_post_init__(self) -> None:
        for path in (self.config, self.open):
            module, colon, name = path.partition(":")
            if not (module and colon and name.isidentifier()):
                raise InvalidIdentifier("adapter.path", path=path)
        ContractVersion.parse(self.speaks)

    @property
    def version(self) -> ContractVersion:
        """The contract version that it speaks."""
        return ContractVersion.parse(self.speaks)
