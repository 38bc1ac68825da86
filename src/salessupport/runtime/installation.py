"""What an installation is set up with: its configuration beside the books, and the plugins that this allows.

Law: without a `salessupport.toml` nothing is allowed and nothing is imported. Source: reliability.md 3.7; decision 4.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from salessupport.runtime.config import NAME, Settings, read_settings
from salessupport.runtime.plugins import Plugins, load_plugins


@frozen
class Installation:
    """The configuration of a folder and the plugins that it allows, loaded."""

    settings: Settings
    plugins: Plugins


def installation(
    folder: Path, *, environ: Mapping[str, str] | None = None, in_process: Mapping[str, object] | None = None
) -> Installation:
    """Read the folder's `salessupport.toml`, if there is one, and load what it allows, and what is passed `in_process`.

    Raises `ConfigError` or `ValidationReport` for a wrong configuration; a broken plugin is a row of `plugins`.
    """
    settings = read_settings(folder) if (folder / NAME).exists() else Settings()
    plugins = load_plugins(allowed=settings.plugins.pins, in_process=in_process, environ=environ or os.environ)
    return Installation(settings, plugins)
