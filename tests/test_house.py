"""The rules of the house, held by test. Loosening one needs an ADR."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "wasdini"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and "__pycache__" not in path.parts
)
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
BANNED_WORDS = {
    "utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "service", "handler", "processor",
    "engine", "info",
}  # fmt: skip
OPEN_DOORS = {"queries", "operations"}
WITHOUT_DOORS = {"core", "files", "methods", "rows", "cli", "worker"}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_the_staircase_holds() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_module_is_longer_than_400_lines() -> None:
    long = {str(p.relative_to(CHECKOUT)): n for p in MODULES if (n := p.read_text("utf-8").count("\n")) > 400}
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno} {node.name}"
        for path, node in functions()
        if (node.end_lineno or node.lineno) - node.lineno + 1 > 60
    ]
    assert not long


def test_nothing_is_imported_inside_a_function_except_by_the_console_and_heavy_kernels() -> None:
    """A hidden import hides a knot. The CLI starts fast by importing late; so may a module that says why."""
    hidden = [
        f"{path.relative_to(CHECKOUT)}:{inner.lineno}"
        for path, node in functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and path.relative_to(PACKAGE).parts[0] not in {"cli", "operate"}
        and "imported late:" not in path.read_text("utf-8").splitlines()[inner.lineno - 1]
    ]
    assert not hidden


def test_rooms_meet_only_at_the_door() -> None:
    """From another room only `queries` and `operations` are imported, never models, views or forms."""
    broken = []
    for path in MODULES:
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(tree_of(path)):
            for module in _imported(node):
                other = module.split(".")
                if len(other) < 2 or other[0] != "wasdini" or other[1] in {room, *WITHOUT_DOORS} or room == "urls":
                    continue
                if other[1] in ROOMS and (len(other) < 3 or not any(other[2].startswith(d) for d in OPEN_DOORS)):
                    broken.append(f"{path.relative_to(CHECKOUT)}:{getattr(node, 'lineno', 0)} {module}")
    assert not broken


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        if node.module.count(".") == 1:
            return [f"{node.module}.{alias.name}" for alias in node.names]
        return [f"{node.module}"]
    return []


def test_no_room_module_or_class_carries_a_word_that_says_nothing() -> None:
    names = [(path, path.stem) for path in MODULES]
    names += [(p, n.name) for p in MODULES for n in ast.walk(tree_of(p)) if isinstance(n, ast.ClassDef)]
    empty = [
        f"{path.relative_to(CHECKOUT)} {name}"
        for path, name in names
        if {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)} & BANNED_WORDS
    ]
    assert not empty


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(CHECKOUT)) for path in MODULES if not ast.get_docstring(tree_of(path))]
    assert not silent


def test_every_room_stands_on_the_map_and_in_the_staircase() -> None:
    drawn = (CHECKOUT / "docs/map.md").read_text("utf-8")
    staircase = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = " ".join(staircase["contracts"][0]["layers"])
    assert not [room for room in ROOMS if f"`{room}/`" not in drawn or room not in layers]


def test_every_model_field_is_classified() -> None:
    """`fields.toml` in each room: class of every field; purpose and retention of every personal one."""
    missing = []
    for config in apps.get_app_configs():
        if not config.name.startswith("wasdini."):
            continue
        models = list(config.get_models())
        listed = PACKAGE / config.label / "fields.toml"
        classes = tomllib.loads(listed.read_text("utf-8")) if models else {}
        for model in models:
            entry = classes.get(model.__name__, {})
            for field in model._meta.get_fields():
                if field.auto_created and not field.concrete:
                    continue
                told = entry.get(field.name, {})
                complete = told.get("class") in {"public", "internal", "sealed"}
                if told.get("personal"):
                    complete = complete and bool(told.get("purpose")) and bool(told.get("retention"))
                if not complete:
                    missing.append(f"{config.label}.{model.__name__}.{field.name}")
    assert not missing


def test_migrations_are_numbered_and_named_by_hand() -> None:
    files = [path for path in PACKAGE.glob("*/migrations/0*.py")]
    assert files
    assert not [path.name for path in files if re.search(r"_auto_|_alter_.*_and_more", path.name)]
    for room in {path.parent for path in files}:
        numbers = sorted(int(path.name[:4]) for path in room.glob("0*.py"))
        assert numbers == list(range(1, len(numbers) + 1)), room


def test_every_setting_is_documented() -> None:
    settings = (PACKAGE / "settings.py").read_text("utf-8")
    read = set(re.findall(r'"(WASDINI_[A-Z_]+|DATABASE_URL)"', settings))
    page = (CHECKOUT / "docs/operate/settings.md").read_text("utf-8")
    assert not {name for name in read if f"`{name}`" not in page}


def test_every_sentence_has_both_languages_with_the_same_blanks() -> None:
    uneven = []
    for path in (PACKAGE / "methods").glob("sentences*.toml"):
        for code, words in tomllib.loads(path.read_text("utf-8")).items():
            blanks = [set(re.findall(r"{(\w+)", words.get(language, ""))) for language in ("id", "en")]
            if not words.get("id") or not words.get("en") or blanks[0] != blanks[1]:
                uneven.append(code)
    assert not uneven


def test_no_sentence_is_written_twice() -> None:
    """Codes share one namespace: a second sentence would silently replace the first."""
    codes = [
        code
        for path in (PACKAGE / "methods").glob("sentences*.toml")
        for code in tomllib.loads(path.read_text("utf-8"))
    ]
    assert {code for code in codes if codes.count(code) > 1} == set()


def test_every_problem_code_in_the_package_has_a_sentence() -> None:
    from wasdini.methods.sentences import known_codes

    used = {
        code
        for path in MODULES
        for code in re.findall(r'Problem\(\s*(?:code=)?"([a-z_0-9]+)"', path.read_text("utf-8"))
    }
    assert not used - known_codes()


@pytest.mark.parametrize("catalogue", sorted(PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po")), ids=str)
def test_every_catalogue_is_complete(catalogue: Path) -> None:
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as file:
        empty = [message.id for message in read_po(file) if message.id and not message.string]
    assert not empty


def test_every_word_on_a_page_has_an_english_twin() -> None:
    from babel.messages.pofile import read_po

    known: set[str] = set()
    for catalogue in PACKAGE.glob("**/locale/en/LC_MESSAGES/django.po"):
        with catalogue.open("rb") as file:
            known |= {str(message.id) for message in read_po(file)}
    missing = set()
    for path in PACKAGE.rglob("*.html"):
        for text in re.findall(r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')", path.read_text("utf-8")):
            missing |= {next(filter(None, text))} - known
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    missing |= {first.value} - known
    assert not missing


def test_no_third_party_file_and_no_address_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    built = re.compile(r"\.(min\.js|woff2?|ttf|otf|pbf|pmtiles|sqlite3?|db|whl|jar|mo)$")
    assert not [name for name in listed.splitlines() if built.search(name)]
    for lock in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        assert "://" not in (CHECKOUT / lock).read_text("utf-8"), lock
