"""Texts about orders."""

TEXTS: dict[str, tuple[str, str]] = {}
