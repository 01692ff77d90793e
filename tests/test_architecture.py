"""The house rules that a machine can check: rooms, imports, words, README."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ingest", "nlp", "resolve", "graph", "risk", "desk", "worlds")
#: The rooms' parts that are Django applications.
DJANGO = [path.parent for path in (ROOT / "desk").rglob("urls.py")] + [ROOT / "desk" / "picture"]
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> list[tuple[str, list[str]]]:
    """Return what a module imports: (module, names) for each import statement."""
    found: list[tuple[str, list[str]]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(("." * node.level + (node.module or ""), [a.name for a in node.names]))
    return found


def is_module(room: str, name: str) -> bool:
    """Say whether `from room import name` takes a module, not something out of an __init__."""
    return (ROOT / room / f"{name}.py").is_file() or (ROOT / room / name / "__init__.py").is_file()


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_name_means_our_package_and_no_other_distribution(room: str) -> None:
    spec = importlib.util.find_spec(room)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve().is_relative_to(ROOT)


def test_imports_are_absolute_and_name_a_module_never_a_room_whole() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
        for module, names in imports(path)
        if module.startswith(".")
        or (module in ROOMS and not names)
        or (module in ROOMS and any(not is_module(module, name) for name in names))
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_init_is_a_docstring_that_names_every_module(room: str) -> None:
    init = ROOT / room / "__init__.py"
    tree = ast.parse(init.read_text(encoding="utf-8"))
    assert len(tree.body) == 1, "an __init__.py holds no code"
    docstring = ast.get_docstring(tree) or ""
    modules = {path.stem for path in (ROOT / room).glob("*.py")} - {"__init__"}
    named = {
        word.strip(",")
        for line in docstring.splitlines()[1:]
        for word in line.split("  ")[0].split()
    }
    assert modules - named == set(), "modules that the docstring does not name"


@pytest.mark.parametrize(
    "name",
    sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in [*MODULES, *(ROOT / "benchmarks").rglob("*.py")]
        # Django's own need its settings first: tests/desk opens them
        if not set(DJANGO) & set(path.parents)
    ),
)
def test_every_module_can_be_imported(name: str) -> None:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:  # a rival of a benchmark that is not installed
        if (error.name or "").partition(".")[0] in (*ROOMS, "benchmarks"):
            raise
        pytest.skip(f"{name} needs {error.name}")


def test_no_module_is_called_by_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
    assert [path for path in MODULES if path.stem in empty] == []


def test_machine_made_text_never_prejudges() -> None:
    forbidden = re.compile("违纪|腐败|嫌疑人")
    shown = [
        path
        for room in ("risk", "desk")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".yaml", ".html", ".po", ".txt"}
    ]
    assert shown
    hits = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in shown
        for line in path.read_text(encoding="utf-8").splitlines()
        # the title of a law is quoted as it stands
        if forbidden.search(re.sub("《[^》]*》", "", line)) and "never" not in line
    ]
    assert hits == []


def test_the_lock_names_no_host() -> None:
    for lock in ("requirements.lock", "tools/uv.lock"):
        assert not re.search(r"https?://|--index|--find-links", (ROOT / lock).read_text())


def test_both_readmes_tell_every_command_and_every_room() -> None:
    from desk.cli import app

    commands = [command.name for command in app.registered_commands]
    assert len(commands) >= 5
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        for command in commands:
            assert f"qinqing {command}" in text, f"{readme} lacks qinqing {command}"
        for room in ROOMS:
            assert f"`{room}/`" in text, f"{readme} lacks {room}/"
        assert "make demo" in text
        assert "make test" in text


def test_the_wheel_holds_every_room() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(ROOMS)


def test_the_documentation_names_every_table_and_column_that_ingest_reads() -> None:
    from ingest.schema import SOURCES

    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    for source in SOURCES.values():
        assert f"## {source.zh} / {source.name}" in text
        for column in source.columns:
            assert f"| {column.zh} | `{column.field}` | {column.kind} |" in text
