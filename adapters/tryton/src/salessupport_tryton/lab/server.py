"""A real Tryton 8.2 server for tests: installed from its packages into an environment of its own, built once, booted.

    env/             virtual environment with the pinned series, never imported from here (the server is GPL-3)
    template.sqlite  a database with one company, its chart, year, taxes, products and customers, built over RPC once

Laws: it listens on loopback only, runs on a copy of the template, and is ended by the process that began it.
Source: wire/tryton.md 1, 5.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Final

from attrs import frozen

from salessupport_tryton.lab.person import Person, post

SERIES: Final = "8.2.*"
PACKAGES: Final = ("trytond", "trytond-sale", "trytond-account-invoice")
"""The others come along; all of one series."""
MODULES: Final = ("sale", "account_invoice")
DATABASE: Final = "erp"
USER: Final = "admin"
PASSWORD: Final = "lab-password-of-tryton"  # noqa: S105 - it signs in to this server on this machine and nowhere else
CACHE: Final = "SALESSUPPORT_TRYTON_CACHE"
"""The environment variable that names the folder of the environment and the template."""
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own under it
_CONFIG: Final = """[database]
uri = sqlite://
path = {folder}
[web]
listen = 127.0.0.1:{port}
[session]
timeout = 86400
max_attempt = 1000
[queue]
worker = true
"""
"""With a worker that never comes, a confirmed sale stays confirmed: it may still be changed."""


def cache() -> Path:
    """The folder that keeps what takes long: named by the environment, else `.cache/tryton` here."""
    return Path(os.environ.get(CACHE, ".cache/tryton")).resolve()


def installed(folder: Path) -> bool:
    """Whether the server is in its environment."""
    return (folder / "env" / "bin" / "trytond").exists()


def install(folder: Path) -> None:
    """Install the server into an environment of its own; takes some 20 seconds."""
    if installed(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder / "env")], folder)
    names = [f"{name}=={SERIES}" for name in PACKAGES]
    _run([str(folder / "env/bin/pip"), "install", "--quiet", "--disable-pip-version-check", *names], folder)


def template(folder: Path) -> Path:
    """The database that every run is a copy of; made, if it is not there, in about a minute."""
    made = folder / f"template-{_fingerprint()}.sqlite"
    if not made.exists():
        install(folder)
        with TemporaryDirectory(prefix="build-", dir=folder) as name:
            place = Path(name)
            _build(folder, place)
            made.with_suffix(".new").write_bytes(_whole(place / f"{DATABASE}.sqlite"))
        made.with_suffix(".new").replace(made)
    return made


def _fingerprint() -> str:
    """A name for what the template is made of, so that a change of it makes a new one."""
    import hashlib

    from salessupport_tryton.lab import setting

    text = Path(setting.__file__).read_text(encoding="utf-8") + repr((PACKAGES, MODULES, SERIES))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _build(folder: Path, place: Path) -> None:
    from salessupport_tryton.lab.setting import settle

    (place / f"{DATABASE}.sqlite").touch()
    (place / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    config = place / "trytond.conf"
    config.write_text(_CONFIG.format(folder=place, port=0), encoding="utf-8")
    admin = [str(folder / "env/bin/trytond-admin"), "-c", str(config), "-d", DATABASE]
    _run([*admin, "--all", "--email", "admin@example.com", "-l", "en", "zh_CN"], place)
    _run([*admin, "-u", *MODULES, "--activate-dependencies"], place)
    with served(folder, place) as port:
        settle(Person(port, DATABASE, USER, PASSWORD))


def _run(command: list[str], place: Path) -> None:
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(place), "TRYTONPASSFILE": str(place / "password")}
    env |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "http", "HTTP"))}
    if command[0].endswith("pip"):
        env["HOME"] = os.environ.get("HOME", str(place))
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-2000:]}")


@contextmanager
def served(folder: Path, place: Path) -> Iterator[int]:
    """Run the server on the database in `place`; the port that it listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = place / "trytond.conf"
    config.write_text(_CONFIG.format(folder=place, port=port), encoding="utf-8")
    with (place / "log").open("wb") as log:
        command = [str(folder / "env/bin/trytond"), "-c", str(config), "-d", DATABASE]
        process = subprocess.Popen(  # noqa: S603
            command, cwd=place, stdout=log, stderr=log, env={"PATH": os.defpath, "HOME": str(place)}
        )
        try:
            _await(port, process, place / "log")
            yield port
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.kill()
                process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until it answers: it listens before it is ready."""
    body = b'{"id": 1, "method": "common.server.version", "params": []}'
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        with suppress(OSError):
            if post(port, "/rpc/", body, {"Content-Type": "application/json"})[0] == 200:
                return
        Event().wait(0.1)
    raise RuntimeError("the server does not answer")


@frozen(eq=False)
class Running:
    """A server that runs: its port and its database; `reset` makes it as new."""

    port: int
    database: Path
    fresh: Path

    def reset(self) -> None:
        """Put the template back into the running database, within one transaction of SQLite."""
        with closing(sqlite3.connect(self.fresh)) as source, closing(sqlite3.connect(self.database)) as live:
            source.backup(live)

    def person(self) -> Person:
        """Sign in without the adapter."""
        return Person(self.port, DATABASE, USER, PASSWORD)


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """A server on a copy of the template, in memory where the system has a place for that."""
    fresh = template(folder)
    with TemporaryDirectory(prefix="salessupport-tryton-", dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        place = Path(name)
        copied = place / "template.sqlite"
        shutil.copy(fresh, copied)
        shutil.copy(fresh, place / f"{DATABASE}.sqlite")
        with served(folder, place) as port:
            yield Running(port, place / f"{DATABASE}.sqlite", copied)


def _whole(database: Path) -> bytes:
    """A database as one file: what stands in its journal is written back first."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    return database.read_bytes()
