"""Texts about plugins, hooks and policies."""

TEXTS: dict[str, tuple[str, str]] = {}
