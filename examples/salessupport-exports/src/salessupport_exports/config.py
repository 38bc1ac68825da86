"""What an installation has to say of a connection: the table `config` of its adapter in `salessupport.toml`."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen


@frozen
class Config:
    """The folder into which the ERP exports its tables; nobody signs in to it."""

    folder: Path
