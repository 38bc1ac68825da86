"""Texts about contracts."""

TEXTS: dict[str, tuple[str, str]] = {}
