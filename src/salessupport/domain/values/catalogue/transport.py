"""Texts about configuration, secrets, the network and signatures."""

TEXTS: dict[str, tuple[str, str]] = {}
