"""`plugins` and `doctor`: what is installed, and what is wrong with it and with its configuration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from salessupport.cli.common import answered, folder_option, json_option, print_json
from salessupport.cli.console import new_table, print_all

if TYPE_CHECKING:
    from salessupport.domain.values.findings import Finding
    from salessupport.domain.values.policies import Company
    from salessupport.runtime.doctor import Diagnosis, InstalledPlugin, InstalledPlugins


@click.command()
@folder_option
@json_option
@answered
def plugins(books: Path, *, as_json: bool) -> None:
    """What is installed, in which version, and what of it is in use / 已安装的插件."""
    from salessupport.runtime.doctor import installed_plugins
    from salessupport.runtime.installation import installation

    answer = installed_plugins(installation(books).plugins)
    print_json(answer) if as_json else _list(answer)


@click.command()
@folder_option
@json_option
@answered
def doctor(books: Path, *, as_json: bool) -> None:
    """Examine plugins and configuration; exit 0 well, 1 findings, 2 nothing to examine / 检查插件与配置."""
    answer = _examined(books)
    print_json(answer) if as_json else _show(answer)
    sys.exit(0 if answer.clean else 1)


def _examined(books: Path) -> Diagnosis:
    """Examine what can be read; a file that cannot is a finding itself."""
    from salessupport.domain.values.errors import SalesSupportError
    from salessupport.domain.values.findings import Place
    from salessupport.linking.session import BUILT_IN
    from salessupport.runtime.config import NAME, Settings
    from salessupport.runtime.doctor import diagnosis, found_in
    from salessupport.runtime.installation import Installation, installation
    from salessupport.runtime.plugins import load_plugins

    company, found = _company(books)
    try:
        installed = installation(books, in_process=BUILT_IN)
    except SalesSupportError as error:
        installed = Installation(Settings(), load_plugins(in_process=BUILT_IN))
        found += found_in(error, Place(NAME))
    return diagnosis(installed.plugins, installed.settings, company, found)


def _company(books: Path) -> tuple[Company | None, tuple[Finding, ...]]:
    """The company, or what is wrong with its file; an installation without books has neither."""
    from salessupport.books.company import FILE, read_settings
    from salessupport.domain.values.errors import SalesSupportError
    from salessupport.domain.values.findings import Place
    from salessupport.runtime.config import NAME
    from salessupport.runtime.doctor import found_in

    if not (books / FILE).exists() and (books / NAME).exists():
        return None, ()
    try:
        return read_settings(books).company, ()
    except SalesSupportError as error:
        if error.code == "company.missing":
            raise
        return None, found_in(error, Place(FILE))


def _list(answer: InstalledPlugins) -> None:
    title = f"插件 Plugins · salessupport {answer.version} · hooks {answer.hooks}"
    left = ["插件\nPlugin", "软件包\nPackage", "版本\nVersion", "状态\nState", "提供\nProvides"]
    table = new_table(title, left, [])
    for one in answer.plugins:
        table.add_row(one.name, one.distribution, one.version, _STATES[one.state], "\n".join(_provides(one)))
    print_all(table if answer.plugins else f"{title}\n没有安装插件 none is installed")
    for one in answer.plugins:
        for finding in one.findings:
            _say(finding)


_STATES = {
    "registered": "在用 in use",
    "broken": "有误 broken",
    "not_allowed": "未列入 not named",
    "disabled": "停用 switched off",
}


def _provides(one: InstalledPlugin) -> list[str]:
    announced = [f"{each.kind} {each.name} ({each.speaks})" for each in one.provides]
    return [*announced, *(name for name in one.hooks if not name.startswith("register_"))]


def _show(answer: Diagnosis) -> None:
    print_all(f"插件 plugins {answer.plugins} · 连接 connections {answer.connections}")
    if answer.clean:
        print_all("一切正常 all is well")
        return
    table = new_table("问题 Findings", ["位置 Place", "级别 Level", "说明 What"], [])
    for one in answer.findings:
        table.add_row(str(one.place), one.level, Text(f"{one.message('zh_CN')}\n{one.message('en')}"))
    print_all(table)


def _say(finding: Finding) -> None:
    print_all(Text(f"  ! {finding.place}: {finding.message('zh_CN')} / {finding.message('en')}"))


VERBS = (plugins, doctor)
