"""How the folder of exported tables is certified: by `pytest`, or by `salessupport certify` once it is installed."""

from __future__ import annotations

from typing import Final

from salessupport.testing.certify import Certification, Lab

from salessupport_exports import ADAPTER
from salessupport_exports.fake import FolderLab


class TestExports(Certification):
    """The adapter against every law of its port."""

    adapter = ADAPTER

    def lab(self) -> Lab:
        """A fresh folder for every trial."""
        return FolderLab()


CERTIFICATIONS: Final = (TestExports,)
