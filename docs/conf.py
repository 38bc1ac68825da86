"""How Sphinx builds these pages: Markdown, the furo theme, no extension that fetches anything."""

from salessupport import __version__

project = "salessupport"
author = "The salessupport developers"
copyright = "the salessupport developers, Apache-2.0"  # noqa: A001 - the name that Sphinx reads
version = release = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "salessupport"
html_show_sphinx = False
