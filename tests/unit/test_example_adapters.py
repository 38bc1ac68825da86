"""The example adapters: certified, told by the tutorials word for word, and refuted where the tutorial says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.scaffold.package import new_adapter
from salessupport.spi.errors import AdapterError, ContractViolation, RemoteNotFound, Unreachable
from salessupport.spi.feed import Cursor
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify import LAWS, Depth, Subject
from salessupport.testing.certify.certificate import broken
from salessupport.testing.certify.distribution import certifications, certified
from support.installed import installed

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
EXPORTS, ACCOUNTING = "salessupport-exports", "salessupport-accounting"
TUTORIALS = {EXPORTS: "first-adapter.md", ACCOUNTING: "lost-answers.md"}
PORTS = {EXPORTS: "customers", ACCOUNTING: "sales"}
PAGES = {
    (example, language): ROOT / "docs" / folder / page
    for example, page in TUTORIALS.items()
    for language, folder in (("en", "integrators"), ("zh", "zh/integrators"))
}
BY_ID = {law.id: law for law in LAWS}
GROUPS = ("identity.", "outcome.", "concurrency.")
_FILE = re.compile(r"^\*\*`([\w/.]+)`\*\*\n\n% skip: next\n\n```python\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_METHOD = re.compile(r"^% skip: next\n\n```python\n(    def post_invoice.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_STORY = re.compile(r"^```text\n(outcome\.true: .*?)^```$", flags=re.MULTILINE | re.DOTALL)
_DOCUMENT = re.compile(r" \(InvoiceDocument\(.*\)\)$", flags=re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have the examples installed."""
    with installed(tmp_path_factory.mktemp("site"), *(EXAMPLES / name for name in TUTORIALS)):
        yield


def told(page: Path) -> dict[str, str]:
    """Give the files that a tutorial has its reader write, whole."""
    return dict(_FILE.findall(page.read_text(encoding="utf-8")))


class TestCertificates:
    """The examples against the kit."""

    @pytest.mark.parametrize("name", TUTORIALS)
    def test_certified(self, name: str) -> None:
        """Each is certified at the quick depth, without a limit and without a waiver."""
        (certificate,) = certified(name, depth=Depth.QUICK).certificates
        assert {law.law: law.story for law in certificate.laws if not law.good} == {}
        assert certificate.verdict == "certified"

    @pytest.mark.parametrize(
        ("name", "laws"),
        [
            (EXPORTS, {"people.read", "people.deleted", "honesty.kinds"}),
            (ACCOUNTING, {"outcome.once", "feed.whole", "fidelity.same", "travel.well", "wire.sockets"}),
        ],
    )
    def test_by_laws_that_matter(self, name: str, laws: set[str]) -> None:
        """What each of them is about was tried: the hand at the other side, the lost answer, the real socket."""
        _, (found,) = certifications(name)
        subject = found().subject
        assert laws <= {law.id for law in LAWS if law.applies(subject)}


class TestTutorials:
    """What the pages say."""

    @pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: "/".join(page.parts[-3:]))
    def test_lead_to_the_example(self, tmp_path: Path, page: Path) -> None:
        """Whoever writes the new adapter and then the files of the page has the example, to the letter."""
        name = next(example for example, title in TUTORIALS.items() if title == page.name)
        made = new_adapter(PORTS[name], name.removeprefix("salessupport-"), into=tmp_path)
        files = told(page)
        assert files
        for file, text in files.items():
            assert file in made.files
            (made.folder / file).write_text(text, encoding="utf-8")
        for source in (file for file in made.files if file.endswith(".py")):
            written = (made.folder / source).read_text(encoding="utf-8")
            assert written == (EXAMPLES / name / source).read_text(encoding="utf-8"), source

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_naive_version_is_refuted(self, tmp_path: Path, language: str) -> None:
        """The first attempt of the page breaks the law that the page says, with the story that it shows."""
        text = PAGES[ACCOUNTING, language].read_text(encoding="utf-8")
        (method,), (story,) = _METHOD.findall(text), _STORY.findall(text)
        law = BY_ID["outcome.true"]
        with _with_method(tmp_path, method) as subject:
            found = broken(law, subject, examples=Depth.QUICK.value)
            assert broken(BY_ID["wire.sockets"], subject, examples=1)
        assert _DOCUMENT.sub(" (…)", found) == story.strip()

    def test_naive_version_is_what_was_red(self, tmp_path: Path) -> None:
        """The page names every law that is red with it, and no other."""
        text = PAGES[ACCOUNTING, "en"].read_text(encoding="utf-8")
        (method,) = _METHOD.findall(text)
        with _with_method(tmp_path, method) as subject:
            tried = [law for law in LAWS if law.id.startswith(GROUPS) and law.applies(subject)]
            red = {law.id for law in tried if broken(law, subject, examples=Depth.QUICK.value)}
        assert red == set(re.findall(r"^- `((?:identity|outcome|concurrency)\.\w+)`", text, flags=re.MULTILINE))


@contextmanager
def _with_method(folder: Path, method: str) -> Iterator[Subject]:
    """Install the accounting example with another `post_invoice`, beside the right one, as a subject of the kit."""
    source = EXAMPLES / ACCOUNTING / "src" / "salessupport_accounting"
    copy = folder / "src" / "salessupport_naive"
    copy.mkdir(parents=True)
    for file in source.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.name == "adapter.py":
            text = _replaced(text, method)
        (copy / file.name).write_text(text.replace("salessupport_accounting", "salessupport_naive"), encoding="utf-8")
    project = (EXAMPLES / ACCOUNTING / "pyproject.toml").read_text(encoding="utf-8")
    naive = project.replace("accounting", "naive")
    (folder / "pyproject.toml").write_text(naive, encoding="utf-8")
    with installed(folder / "site", folder):
        _, (found,) = certifications("salessupport-naive")
        yield found().subject


def _replaced(text: str, method: str) -> str:
    lines = text.splitlines(keepends=True)
    found = next(
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.name == "post_invoice"
    )
    return "".join([*lines[: found.lineno - 1], method, *lines[found.end_lineno :]])


class TestExports:
    """The folder of exported tables, where no law looks: what is odd about files."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Give a folder with one customer and no materials."""
        _put(tmp_path / "客户.csv", "客户编码,客户名称,税号,地址,联系电话\nC1,青岛某某测控有限公司,,,\n")
        _put(tmp_path / "物料.csv", "物料编码,物料名称,规格型号,计量单位\n")
        return tmp_path

    def test_what_did_not_change_is_left_out(self, folder: Path) -> None:
        """Reading on hands over the table that changed since, whole, and not the other one."""
        with _opened(folder) as port:
            *_, last = port.changes()
            assert [*port.changes(last.cursor)] == []
            _put(folder / "物料.csv", "物料编码,物料名称,规格型号,计量单位\nP1,流量计,,台\n")
            (batch,) = port.changes(Cursor.parse(last.cursor.text))
            assert [str(change.ref) for change in batch.items] == ["products:P1"]
            assert [*port.changes(batch.cursor)] == []

    @pytest.mark.parametrize(
        "cursor",
        [
            Cursor("files", "tables", 1, "{}"),
            Cursor("exports", "tables", 2, "{}"),
            Cursor("exports", "tables", 1, "[]"),
        ],
    )
    def test_foreign_cursor(self, folder: Path, cursor: Cursor) -> None:
        """A cursor of another adapter, of another format or of no sense is refused by name."""
        with _opened(folder) as port, pytest.raises(InvalidIdentifier):
            next(iter(port.changes(cursor)))

    def test_one_customer(self, folder: Path) -> None:
        """One customer is given with its version; one that is not there is named as such."""
        with _opened(folder) as port:
            customer, version = port.get(Ref("customers", "C1"))
            assert (customer.name, customer.phone) == ("青岛某某测控有限公司", None)
            assert port.get(Ref("customers", "C1"))[1] == version
            with pytest.raises(RemoteNotFound):
                port.get(Ref("customers", "C2"))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_encodings(self, folder: Path, encoding: str) -> None:
        """A file is read alike in the encodings that are met."""
        with _opened(folder) as port:
            before = port.get(Ref("customers", "C1"))
            _put(folder / "客户.csv", (folder / "客户.csv").read_text(encoding="utf-8"), encoding=encoding)
            assert port.get(Ref("customers", "C1")) == before

    @pytest.mark.parametrize(
        ("content", "error", "said"),
        [
            (None, Unreachable, "客户.csv"),
            (b"\xff\xff\xff", ContractViolation, "neither UTF-8 nor GB 18030"),
            ("客户编码,客户名称\nC1,甲\n".encode(), ContractViolation, "no column 税号, 地址, 联系电话"),
            ("客户编码,客户名称,税号,地址,联系电话\nC1,甲\n".encode(), ContractViolation, "客户.csv:2"),
            ("客户编码,客户名称,税号,地址,联系电话\nC1,甲,,,,,\n".encode(), ContractViolation, "客户.csv:2"),
            ("客户编码,客户名称,税号,地址,联系电话\nC1,,,,\n".encode(), ContractViolation, "a row without"),
            ('客户编码,客户名称,税号,地址,联系电话\nC1,"甲\n'.encode(), ContractViolation, "客户.csv"),
            (b"", ContractViolation, "no column"),
        ],
    )
    def test_wrong_files(self, folder: Path, content: bytes | None, error: type[AdapterError], said: str) -> None:
        """A file that is missing, unreadable or another table is an error of the contract that says which and why."""
        if content is None:
            (folder / "客户.csv").unlink()
        else:
            (folder / "客户.csv").write_bytes(content)
        with _opened(folder) as port, pytest.raises(error) as raised:
            list(port.changes())
        assert said in raised.value.message()

    def test_health(self, folder: Path, tmp_path: Path) -> None:
        """A folder that cannot be reached is not well, and says so."""
        with _opened(folder) as port:
            assert port.ping().well
        with _opened(tmp_path / "nowhere") as port:
            assert (port.ping().well, port.ping().detail) == (False, "the folder cannot be reached")


def _put(file: Path, text: str, *, encoding: str = "utf-8") -> None:
    file.write_bytes(text.encode(encoding))


def _opened(folder: Path) -> Any:
    from salessupport_exports.adapter import open_exports
    from salessupport_exports.config import Config

    return open_exports(Config(folder), None)  # type: ignore[arg-type]
