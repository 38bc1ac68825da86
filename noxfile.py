"""The sessions: plain `nox` runs everything that guards a change, the tests last; `nox --list` shows those run by hand.

Every session installs what its dependency group in `pyproject.toml` names, held to the versions of `constraints.txt`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "docs", "adapters", "tryton", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
DOMAIN = "*/salessupport/domain/*"
ADAPTERS = ("salessupport-accounting", "salessupport-exports")
"""The example adapters, which the tutorials for integrators build."""
IMPORT_SECONDS = 0.5
"""What `import salessupport` may take, far above the tenth of a second that it takes."""


def install(session: nox.Session, *groups: str) -> None:
    """Install the project, editable, and the dependencies of `groups`."""
    wanted = nox.project.dependency_groups(PROJECT, *groups)
    session.install("--constraint", "constraints.txt", "--editable", ".", *wanted)


@nox.session
def lint(session: nox.Session) -> None:
    """Rules of style, format, imports between layers, spelling, docstrings of tests, change notes."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")
    session.run("codespell")
    session.run("interrogate", "--quiet", "tests")
    session.run("towncrier", "build", "--draft", "--version", "next", "--date", "next", silent=True)


@nox.session
def types(session: nox.Session) -> None:
    """Two type checkers agree, and misuse of the public names is rejected."""
    install(session, "types")
    session.run("mypy")
    session.run("basedpyright", "--pythonpath", f"{session.bin}/python")


@nox.session
def docs(session: nox.Session) -> None:
    """The generated pages are up to date, every code block runs, the pages build without a warning."""
    install(session, "docs")
    session.run("python", "docs/generate.py", "--check")
    session.run("pytest", "-p", "code_blocks", "docs", "README.md", "-o", "testpaths=docs", env={"PYTHONPATH": "docs"})
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-q", "-E", "docs", "docs/_build/html")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests on two processes; every branch of the domain is covered. Arguments go to pytest, without coverage."""
    install(session, "test")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-n", "2", "--dist", "worksteal")
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report", f"--include={DOMAIN}", "--fail-under=100")


@nox.session(default=False)
def properties(session: nox.Session) -> None:
    """The laws again, with fifty times as many examples."""
    install(session, "test")
    session.run("pytest", "-n", "2", "--hypothesis-profile=deep", "tests/properties", *session.posargs)


@nox.session(default=False)
def certify(session: nox.Session) -> None:
    """Certify the adapters of the product ten times as hard as the tests do; `-- soak` a hundred times."""
    install(session, "test")
    depth = "soak" if "soak" in session.posargs else "certify"
    session.run("salessupport", "certify", "salessupport", "--depth", depth, "--out", "docs/_build/certificates")


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Print every wrong adapter with the smallest trial that refutes it; arguments name some of them."""
    install(session, "test")
    session.run("python", "-m", "salessupport.testing.certify.mutants", *session.posargs)


@nox.session(default=False)
def tryton(session: nox.Session) -> None:
    """The adapter of Tryton on a real server, built once under `.cache/tryton`; `-- certificate` certifies it."""
    install(session, "test", "types")
    session.install("--constraint", "constraints.txt", "--no-deps", "--editable", "adapters/tryton")
    with session.chdir("adapters/tryton"):
        session.run("mypy", env={"MYPYPATH": "src:../../src"})
    on_tryton(session, *(each for each in session.posargs if each != "certificate"))
    if "certificate" in session.posargs:
        published_is_true(session, "salessupport-tryton")


def on_tryton(session: nox.Session, *arguments: str, **env: str) -> None:
    """Test the adapter of Tryton on two servers at once, copies of one that is built before."""
    env |= {"SALESSUPPORT_TRYTON_CACHE": "../../.cache/tryton"}
    build = "from salessupport_tryton.lab import server; server.template(server.cache())"
    with session.chdir("adapters/tryton"):
        session.run("python", "-c", build, env=env)
        session.run("pytest", "-n", "2", "--dist", "worksteal", *arguments, env=env)


def published_is_true(session: nox.Session, distribution: str) -> None:
    """Certify a distribution, and compare what is found with what the documentation publishes of it."""
    out = Path("docs/_build/certificates") / distribution
    session.run("salessupport", "certify", distribution, "--out", str(out))
    if (out / "certificate.json").read_bytes() != (Path("docs/certificates") / f"{distribution}.json").read_bytes():
        session.error(
            f"docs/certificates/{distribution}.json is stale: copy {out}/certificate.json, and generate the docs"
        )


@nox.session(default=False)
def adapters(session: nox.Session) -> None:
    """The adapters that need no server of their own: installed, typed, tested on their fakes, certified."""
    install(session, "test", "types")
    for folder in sorted(path.parent for path in Path("adapters").glob("*/pyproject.toml")):
        if folder.name == "tryton":
            continue
        session.install("--constraint", "constraints.txt", "--no-deps", "--editable", str(folder))
        with session.chdir(folder):
            session.run("mypy", env={"MYPYPATH": "src:tests:../../src"})
            session.run("pytest", *session.posargs)
        published_is_true(session, f"salessupport-{folder.name}")


@nox.session(default=False)
def deep_kill(session: nox.Session) -> None:
    """Processes killed at random, also in front of a real Tryton, and every fault against every write."""
    install(session, "test")
    session.install("--constraint", "constraints.txt", "--no-deps", "--editable", "adapters/tryton")
    paths = ["tests/kill", "tests/properties/test_outbox_matrix.py"]
    session.run("pytest", "-n", "2", *paths, *session.posargs, env={"SALESSUPPORT_DEEP": "1"})
    on_tryton(session, "tests/test_kills.py", "tests/test_dying.py", *session.posargs, SALESSUPPORT_DEEP="1")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what the performance goals name, each script a goal; arguments go to all of them."""
    install(session, "bench")
    for script in sorted(Path("bench").glob("*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Break the domain in small ways and see the tests notice; takes hours."""
    install(session, "mutation")
    session.run("mutmut", "run", *session.posargs)
    session.run("mutmut", "results")


@nox.session(default=False)
def scaffold(session: nox.Session) -> None:
    """Write an adapter of every port, install them and the examples together, check and type them, try their laws."""
    install(session, "lint", "types", "test")
    out = Path(session.create_tmp()) / "new"
    shutil.rmtree(out, ignore_errors=True)
    ports = session.run("python", "-c", "from salessupport.spi.ports import PORTS; print(*PORTS)", silent=True)
    for port in str(ports).split():
        name = f"lab-{port.replace('_', '-')}"
        session.run("salessupport", "new-adapter", port, name, "--into", str(out), silent=True)
    written, examples = sorted(out.iterdir()), [Path("examples") / name for name in ADAPTERS]
    session.install("--no-deps", *(str(package) for package in (*written, *examples)))
    for package in (*written, *examples):
        session.run("ruff", "check", str(package))
        session.run("ruff", "format", "--check", str(package))
    modules = [package.name.replace("-", "_") for package in (*written, *examples)]
    session.run("mypy", "--strict", "--config-file=", *(word for name in modules for word in ("-p", name)))
    for package in written:
        session.run("pytest", "-q", "-k", "shape or honesty", "--rootdir", str(package), str(package / "tests"))
    for example in ADAPTERS:
        session.run("salessupport", "certify", example, "--depth", "certify")


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build wheel and sdist, look into them, and use the wheel in an environment of its own."""
    session.install("--constraint", "constraints.txt", *nox.project.dependency_groups(PROJECT, "build"))
    out = Path(session.create_tmp()) / "dist"
    shutil.rmtree(out, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(out), silent=True)
    (wheel,) = out.glob("*.whl")
    (sdist,) = out.glob("*.tar.gz")
    session.run("python", "docs/contents.py", str(wheel), str(sdist))
    session.install("--constraint", "constraints.txt", "--force-reinstall", str(wheel))
    with session.chdir(out):
        session.run("python", "-c", _TIMED_IMPORT)
        session.run("salessupport", "--version")
        session.run("salessupport", "demo", "--orders", "50", "--out", "demo", silent=True)


_TIMED_IMPORT = f"""
import time
started = time.perf_counter()
import salessupport
took = time.perf_counter() - started
print(f"import salessupport {{salessupport.__version__}}: {{took:.3f}} s")
assert took < {IMPORT_SECONDS}, "the import is not light any more"
"""
