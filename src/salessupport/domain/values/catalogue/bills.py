"""Texts about acceptance bills."""

TEXTS: dict[str, tuple[str, str]] = {}
