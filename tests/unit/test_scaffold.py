"""New adapters: whatever is asked for is written whole or refused by name, and keeps the first laws as it stands."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from salessupport.cli.main import main
from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.doctor import installed_plugins
from salessupport.runtime.plugins import PluginState, load_plugins
from salessupport.scaffold.names import LONGEST, AdapterName
from salessupport.scaffold.package import NewAdapter, new_adapter
from salessupport.spi.adapter import TEMPLATE
from salessupport.spi.capabilities import Full, Unsupported
from salessupport.spi.ports import PORTS
from salessupport.testing.certify import LAWS, Certification, Depth
from salessupport.testing.certify.certificate import tried
from salessupport.testing.certify.distribution import certifications
from support.installed import installed

FIRST = [law for law in LAWS if law.id.startswith(("shape.", "honesty."))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, NewAdapter]]:
    """Give an adapter of every port, all in one environment."""
    folder = tmp_path_factory.mktemp("new")
    adapters = {port: new_adapter(port, f"new-{port.replace('_', '-')}", into=folder) for port in PORTS}
    with installed(folder / "site", *(each.folder for each in adapters.values())):
        yield adapters


def certification(adapter: NewAdapter) -> Certification:
    """Give its certification, found as an installed one is."""
    _, (found,) = certifications(adapter.distribution)
    return found()


class TestEveryPort:
    """What is written, for each port."""

    def test_imports_nothing_that_calls(self, made: Mapping[str, NewAdapter]) -> None:
        """Importing all of them at once imports no client of the network, no transport and no laboratory."""
        modules = [each.distribution.replace("-", "_") for each in made.values()]
        code = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules), sep='\\n')"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        found = run.stdout.split()
        assert {"requests", "urllib3", "openpyxl", "hypothesis", "pytest"}.isdisjoint(found)
        assert [name for name in found if name.startswith("salessupport_")] == sorted(modules)

    @pytest.mark.parametrize("port", PORTS)
    @pytest.mark.parametrize("law", FIRST, ids=str)
    def test_first_laws(self, made: Mapping[str, NewAdapter], port: str, law: object) -> None:
        """The laws of shape and honesty are green at once, or are about what is not written yet."""
        trying = tried(law, certification(made[port]).subject, depth=Depth.QUICK)  # type: ignore[arg-type]
        assert trying.verdict in ("kept", "does not apply"), trying.story

    @pytest.mark.parametrize("port", PORTS)
    def test_the_rest_is_work(self, made: Mapping[str, NewAdapter], port: str) -> None:
        """Every other law does not apply yet: it is on the author's list, not red."""
        subject = certification(made[port]).subject
        others = [law for law in LAWS if law not in FIRST]
        assert [law.id for law in others if law.applies(subject)] == []

    @pytest.mark.parametrize("port", PORTS)
    def test_declares_what_is_written(self, made: Mapping[str, NewAdapter], port: str) -> None:
        """Every verb and kind is answered: identity and health work, the rest is said to be missing."""
        adapter = certification(made[port]).adapter
        given = adapter.capabilities
        assert set(given.verbs) == {verb.name for verb in PORTS[port].verbs}
        assert set(given.kinds) == set(PORTS[port].kinds)
        works = {name for name, support in given.verbs.items() if support == Full()}
        assert works == {"identify", "ping"} & set(given.verbs)
        assert all(isinstance(support, Unsupported) for support in given.kinds.values())
        assert adapter.template == TEMPLATE

    @pytest.mark.parametrize("port", PORTS)
    def test_five_files_of_source(self, made: Mapping[str, NewAdapter], port: str) -> None:
        """An adapter has its five files, where it calls somebody, and each says what it is for."""
        module = made[port].distribution.replace("-", "_")
        wanted = {"__init__", "config", "mapping", "transport", "adapter", "fake", "certification"}
        mine = [Path(file) for file in made[port].files if file.startswith(f"src/{module}/")]
        source = {file.stem for file in mine if file.suffix == ".py"}
        assert source == (wanted - {"transport"} if port == "renderer" else wanted)
        for file in made[port].files:
            text = (made[port].folder / file).read_text(encoding="utf-8")
            assert not file.endswith(".py") or ast.get_docstring(ast.parse(text))

    def test_are_plugins(self, made: Mapping[str, NewAdapter]) -> None:
        """All of them are found by their entry points, registered, and announced with what they speak."""
        plugins = load_plugins(allowed={each.distribution: None for each in made.values()})
        mine = [row for row in plugins.rows if row.distribution in {each.distribution for each in made.values()}]
        assert [row.state for row in mine] == [PluginState.REGISTERED] * len(PORTS)
        rows = {row.distribution: row for row in installed_plugins(plugins).plugins}
        names = {one.name for each in made.values() for one in rows[each.distribution].provides}
        assert names == {f"new-{port.replace('_', '-')}" for port in PORTS}

    def test_sentence_of_a_missing_verb(self, made: Mapping[str, NewAdapter]) -> None:
        """A verb that is not written says what its author is to do."""
        adapter = import_module(made["sales"].distribution.replace("-", "_") + ".adapter")
        with pytest.raises(Exception, match=r"new-sales\.stock: not written yet: ask by self\._client\.ask") as raised:
            adapter.NewSalesSales(None).stock(["P1"])
        assert raised.type.__name__ == "Unsupported"


class TestTheirTests:
    """The test file that comes with it."""

    def test_lists_what_is_left(self, made: Mapping[str, NewAdapter]) -> None:
        """A run of pytest in the package is green and lists the laws that are still to come."""
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
            cwd=made["notifier"].folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout
        assert "outcome.once: nothing of it is declared by new-notifier or shown by its laboratory" in run.stdout


class TestCommand:
    """`salessupport new-adapter`."""

    def test_writes_and_says_how_to_go_on(self, tmp_path: Path) -> None:
        """It names every file that it wrote, and the next commands."""
        run = CliRunner().invoke(main, ["new-adapter", "carrier", "acme-cloud", "--into", str(tmp_path)])
        assert run.exit_code == 0
        written = [path for path in (tmp_path / "salessupport-acme-cloud").rglob("*") if path.is_file()]
        assert len(written) == 12
        assert all(path.as_posix() in run.output for path in written)
        assert "salessupport certify salessupport-acme-cloud" in run.output

    @pytest.mark.parametrize(
        ("port", "name", "said"),
        [
            ("carriers", "acme", "no such port (did you mean carrier?)"),
            ("journal", "acme", "no such port: there are customers, sales"),
            ("sales", "Acme", "small letters"),
            ("sales", "2fast", "small letters"),
            ("sales", "a--b", "small letters"),
            ("sales", "../up", "small letters"),
            ("sales", "a\n", "small letters"),
            ("sales", "金蝶", "small letters"),
            ("sales", "a" * (LONGEST + 1), f"at most {LONGEST}"),
            ("sales", "there", "the folder is there already"),
        ],
    )
    def test_refused(self, tmp_path: Path, port: str, name: str, said: str) -> None:
        """A port that is none, a name that cannot be one and a folder that is there are refused; nothing is written."""
        (tmp_path / "salessupport-there").mkdir()
        with pytest.raises(ConfigError, match="scaffold") as raised:
            new_adapter(port, name, into=tmp_path)
        assert said in raised.value.message()
        assert [path.name for path in tmp_path.rglob("*")] == ["salessupport-there"]
        assert CliRunner().invoke(main, ["new-adapter", port, name, "--into", str(tmp_path)]).exit_code == 2

    @pytest.mark.parametrize("port", PORTS)
    def test_longest_name(self, tmp_path: Path, port: str) -> None:
        """With the longest name that there may be no line of code is too long."""
        name = AdapterName("z" * LONGEST).text
        made = new_adapter(port, name, into=tmp_path)
        for file in made.files:
            lines = (made.folder / file).read_text(encoding="utf-8").splitlines()
            assert not file.endswith(".py") or max(map(len, lines), default=0) <= 120
