"""What an installation has to say of a connection: the table `config` of its adapter in `salessupport.toml`."""

from __future__ import annotations

from attrs import frozen
from salessupport.spi.secret import Secret


@frozen
class Config:
    """Where it answers, and what signs in there; a secret is written as a reference, `token = { env = "…" }`."""

    base_url: str
    token: Secret
