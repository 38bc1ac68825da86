"""Loading plugins: one by one, only those that are named, and none that is broken takes another down (B88-B98)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.values.errors import SalesSupportError
from salessupport.runtime import plugins as plugins_module
from salessupport.runtime.plugins import DISABLE, IN_PROCESS, Found, PluginState, load_plugins
from salessupport.spi.checks import hook_notes
from salessupport.spi.errors import (
    ContractViolation,
    DuplicatePlugin,
    HookUnknown,
    IncompatiblePlugin,
    PluginLoadFailed,
    PluginNotAllowed,
    PluginSignature,
)
from salessupport.spi.hooks import hook
from support.plugin_samples import entry, loaded, module


def check_customer(customer: object) -> list[object]:
    """Find nothing."""
    return []


GOOD = module(check_customer)


def state_of(found: Found, **options: Any) -> tuple[PluginState, SalesSupportError | None]:
    """What becomes of one plugin beside a good one, which must not notice."""
    plugins = loaded(found, entry("zz_good", GOOD), **options)
    one, good = (next(row for row in plugins.rows if row.name == name) for name in (found.name, "zz_good"))
    assert good.state is PluginState.REGISTERED
    assert [called.plugin for called in plugins.implementing("check_customer")][-1] == "zz_good"
    return one.state, one.error


class TestOnlyWhatIsNamed:
    def test_others_are_not_imported(self, tmp_path: Path):
        """B98: a plugin that the configuration does not name is not even loaded; its row says how to allow it."""
        told: list[str] = []
        other = Found("other", "salessupport-other", "1.0", lambda: told.append("loaded"))
        plugins = load_plugins(allowed={"salessupport_good": None}, found=(entry("good", GOOD), other))
        assert told == []
        assert [(row.name, row.state) for row in plugins.rows] == [
            ("good", PluginState.REGISTERED),
            ("other", PluginState.NOT_ALLOWED),
        ]
        assert isinstance(plugins.rows[1].error, PluginNotAllowed)

    def test_installed_entry_points_are_read_without_an_import(self, tmp_path: Path):
        """B98 for real: of two installed distributions only the named one leaves its trace; twenty others none."""
        for number in range(20):
            install(tmp_path, f"sample_{number:02}", "from pathlib import Path\nPath(__file__ + '.ran').touch()\n")
        code = (
            "import sys\nfrom salessupport.runtime.plugins import load_plugins\n"
            "rows = load_plugins(allowed={'sample-07': '1.5'}).rows\n"
            "print(sum(row.name.startswith('sample') for row in rows), *(n for n in sys.modules if 'sample_' in n))\n"
        )
        path = {"PYTHONPATH": f"{tmp_path}:{Path(plugins_module.__file__).parents[2]}"}
        run = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=True)
        assert run.stdout.split() == ["20", "sample_07"]
        assert [file.name for file in tmp_path.glob("*.ran")] == ["sample_07.py.ran"]

    def test_switched_off(self):
        """With the variable set nothing that is installed is loaded, but what the application passes is."""
        found = entry("good", PluginLoadFailed("plugin.load"))
        plugins = load_plugins(
            allowed={found.distribution: None}, found=[found], environ={DISABLE: "1"}, in_process={"own": GOOD}
        )
        assert [(row.name, row.state) for row in plugins.rows] == [
            ("good", PluginState.DISABLED),
            ("own", PluginState.REGISTERED),
        ]
        assert plugins.rows[1].distribution == IN_PROCESS

    @pytest.mark.parametrize("value", ["", "0"])
    def test_not_switched_off(self, value: str):
        """An empty variable or 0 switches nothing off."""
        assert state_of(entry("a", module(check_customer)), environ={DISABLE: value})[0] is PluginState.REGISTERED

    def test_pinned_to_another_version(self):
        """A pin is exact: another version is not loaded, and its row names both."""
        plugins = load_plugins(allowed={"salessupport-good": "1.1"}, found=[entry("good", GOOD)])
        (row,) = plugins.rows
        assert row.state is PluginState.BROKEN
        assert row.error is not None
        assert (row.error.code, row.error.context["found"], row.error.context["pinned"]) == ("plugin.pin", "1.0", "1.1")

    def test_named_but_not_installed(self):
        """A distribution that is named and absent is a row with the remedy."""
        (row,) = load_plugins(allowed={"Salessupport.Gone": None}, found=()).rows
        assert (row.distribution, row.state) == ("salessupport-gone", PluginState.BROKEN)
        assert row.error is not None
        assert row.error.code == "plugin.missing"


def install(folder: Path, name: str, source: str) -> None:
    """Put a module with its entry point into a folder of the path, as an installer would."""
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    info = folder / f"{name}-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[salessupport.plugins]\n{name} = {name}\n", encoding="utf-8")


class TestOneBrokenPlugin:
    @pytest.mark.parametrize(
        "raised", [RuntimeError("no licence"), SystemExit(3), GeneratorExit(), ImportError("no module named x")]
    )
    def test_import_fails(self, raised: BaseException):
        """B90: whatever an import raises is that plugin's row; the others load."""
        state, error = state_of(entry("bad", raised))
        assert state is PluginState.BROKEN
        assert isinstance(error, PluginLoadFailed)
        assert type(raised).__name__ in error.message("en")
        assert error.__cause__ is None

    def test_interrupt_goes_through(self):
        """The user's Ctrl-C is nobody's fault."""
        with pytest.raises(KeyboardInterrupt):
            loaded(entry("slow", KeyboardInterrupt()))

    def test_secret_in_the_exception(self):
        """What an import says is redacted before anybody sees it."""
        _, error = state_of(entry("bad", RuntimeError("Authorization: Bearer abcdef0123456789abcdef")))
        assert error is not None
        assert "abcdef0123456789" not in error.message("en")

    @pytest.mark.parametrize(
        ("plugin", "kind", "said"),
        [
            (module(check_custmer=hook(lambda customer: [])), HookUnknown, "check_customer"),
            (module(check_order=hook(lambda orders, context: [])), PluginSignature, "document: OrderDocument"),
            (module(check_order=lambda document: []), PluginSignature, "@hook"),
            (type("Plugin", (), {}), PluginSignature, "instance"),
            (module(speaks="2.0"), IncompatiblePlugin, "2.0"),
            (module(speaks="1.9"), IncompatiblePlugin, "upgrade salessupport"),
            (module(speaks="soon"), PluginLoadFailed, "soon"),
        ],
    )
    def test_hooks_that_do_not_fit(self, plugin: object, kind: type[SalesSupportError], said: str):
        """B91, B92: a misspelt, unmarked or misfitting hook is refused with what would be right."""
        state, error = state_of(entry("bad", plugin))
        assert state is PluginState.BROKEN
        assert isinstance(error, kind)
        assert said in error.message("en")

    def test_async_hook(self):
        """B94: an asynchronous hook is a violation of the contract, seen before it is called."""

        async def check_customer(customer: object) -> None: ...

        assert isinstance(state_of(entry("bad", module(check_customer)))[1], ContractViolation)

    def test_wrapper(self):
        """No plugin may wrap the others' answers."""
        wrapped = module()
        wrapped.check_customer = hook(wrapper=True)(lambda customer: (yield))  # type: ignore[attr-defined]
        error = state_of(entry("bad", wrapped))[1]
        assert error is not None
        assert error.code == "plugin.wrapper"

    def test_argument_with_a_default(self):
        """An argument that is never passed is noted, and the plugin works."""

        def check_customer(customer: object, strict: bool = True) -> list[object]:
            return []

        plugin = module(check_customer)
        (row,) = loaded(entry("odd", plugin)).rows
        assert row.state is PluginState.REGISTERED
        assert [note.code for note in row.notes] == ["plugin.defaulted"]
        assert row.notes == tuple(hook_notes(plugin))

    def test_property_is_not_evaluated(self):
        """Looking a plugin through runs none of its properties."""

        class Plugin:
            @property
            def boom(self) -> None:
                raise RuntimeError

            @hook
            def check_customer(self, customer: object) -> list[object]:
                return []

        assert state_of(entry("fine", Plugin()))[0] is PluginState.REGISTERED


class TestNamesTwice:
    def test_both_are_left_out(self):
        """B93: of two plugins of one name neither is used, and both rows name the other's distribution."""
        plugins = loaded(
            entry("twin", GOOD, distribution="first"),
            entry("twin", module(check_customer), distribution="second"),
            entry("good", module(check_customer)),
        )
        twins = [row for row in plugins.rows if row.name == "twin"]
        assert all(row.state is PluginState.BROKEN and isinstance(row.error, DuplicatePlugin) for row in twins)
        assert [called.plugin for called in plugins.implementing("check_customer")] == ["good"]

    def test_a_broken_twin_takes_nobody_along(self):
        """A plugin that does not load claims no name."""
        plugins = loaded(
            entry("twin", RuntimeError(), distribution="first"), entry("twin", GOOD, distribution="second")
        )
        assert [row.state for row in plugins.rows] == [PluginState.BROKEN, PluginState.REGISTERED]

    def test_one_plugin_under_two_names(self):
        """What is announced a second time under another name is not called twice; the second name's row says so."""
        plugins = loaded(entry("alias", GOOD), entry("good", GOOD))
        assert [called.plugin for called in plugins.implementing("check_customer")] == ["alias"]
        (broken,) = plugins.broken
        assert broken.error is not None
        assert "salessupport-good" in broken.error.message("en")


class TestWhenItMatters:
    def test_strict(self):
        """Asked for strictness, the first broken plugin is the error."""
        with pytest.raises(PluginLoadFailed):
            loaded(entry("good", GOOD), entry("bad", RuntimeError()), strict=True)

    @pytest.mark.parametrize("environ", [{}, {DISABLE: "1"}])
    def test_in_use(self, environ: dict[str, str]):
        """A plugin without which the work cannot be done must be there, working and not switched off."""
        bad = entry("bad", RuntimeError())
        with pytest.raises((PluginLoadFailed, PluginNotAllowed)):
            loaded(bad, in_use={"Salessupport_Bad"}, environ=environ)
        assert loaded(bad).broken

    @pytest.mark.parametrize("version", ["1.6.0", "1", "0.13.1"])
    def test_old_pluggy(self, monkeypatch: pytest.MonkeyPatch, version: str):
        """An older pluggy leaves refused plugins half registered and is refused itself."""
        monkeypatch.setattr(plugins_module.metadata, "version", lambda _: version)
        with pytest.raises(IncompatiblePlugin, match=version):
            load_plugins(found=())


@given(
    st.lists(st.sampled_from(["fine", "fails", "exits", "misspelt"]), max_size=6).flatmap(
        lambda kinds: st.tuples(st.just(kinds), st.permutations(range(len(kinds))))
    )
)
def test_what_works_does_not_depend_on_the_others(drawn: tuple[list[str], list[int]]):
    """Whatever is broken beside it and in whatever order they are found, exactly the working plugins are called."""
    kinds, order = drawn
    found = [entry(f"p{number}", made(kind)) for number, kind in enumerate(kinds)]
    plugins = loaded(*(found[number] for number in order))
    working = [f"p{number}" for number, kind in enumerate(kinds) if kind == "fine"]
    assert [called.plugin for called in plugins.implementing("check_customer")] == working
    assert {row.name for row in plugins.broken} == {each.name for each in found} - set(working)


def made(kind: str) -> object:
    """A plugin, or what its import raises."""
    wrong = module()
    wrong.check_customers = hook(check_customer)  # type: ignore[attr-defined]
    return {"fails": ImportError("x"), "exits": SystemExit(), "misspelt": wrong}.get(kind) or module(check_customer)
