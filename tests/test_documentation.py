"""The documentation names what there is, every setting, command and module, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from forms.items import ItemType
from intake.cli import ARGUMENTS, COMMANDS
from intake.config import SETTINGS
from tests.checkout import ROOT, name_of, project_files

PAGES = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#([^)\s]+))?\)")
MADE = {"__init__.py", "__pycache__", "py.typed"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_with_its_default_and_unit(setting):
    default = f"`{setting.default}`" if setting.default else "*(none)*"

    assert f"| `{setting.name}` | {default} | {setting.unit} |" in text_of("docs/settings.md")


def test_no_page_names_a_setting_that_does_not_exist():
    known = {setting.name for setting in SETTINGS}

    assert [
        name for page in PAGES for name in settings_named(page.read_text(encoding="utf-8")) if name not in known
    ] == []
    assert settings_named("set INTAKE_COLOUR=red") == ["INTAKE_COLOUR"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_on_both_pages_with_its_options(command):
    arguments = [flag for flags in ARGUMENTS.get(command, {}) for flag in flags if flag.startswith("-")]
    page = text_of("docs/commands.md")

    assert f"| `intake {command}" in text_of("README.md")
    assert f"| `intake {command}" in page
    assert [flag for flag in arguments if flag not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_and_picture_leads_somewhere(page):
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_a_link_that_leads_nowhere_is_found():
    readme = ROOT / "README.md"

    assert broken_links(readme, "[a](docs/nothing.md) and [b](README.md#no-such-heading)") == [
        "docs/nothing.md",
        "README.md#no-such-heading",
    ]


def test_the_table_of_floors_names_every_module_and_folder():
    table = text_of("README.md").split("### Floors")[1].split("###")[0]
    modules = [
        f"{path.name}/" if path.is_dir() else path.name
        for package in ("forms", "intake")
        for path in sorted((ROOT / package).iterdir())
        if path.name not in MADE and (path.is_dir() or path.suffix == ".py")
    ]

    assert len(modules) > 20
    assert [name for name in modules if f"`{name}`" not in table] == []


def test_the_walk_through_for_an_item_type_names_every_table_of_item_types():
    walk = text_of("README.md").split("**Add an item type.**")[1].split("**Add an export.**")[0]
    named_in = {
        name_of(path)
        for package in ("forms", "intake")
        for path in (ROOT / package).rglob("*.py")
        if re.search(rf"^    ItemType\.{ItemType.QUANTITY.name}: ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert "intake/summary/wording.py" in named_in
    assert [name for name in named_in if name not in walk] == []


def test_every_decision_says_what_was_decided_and_has_a_number_of_its_own():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:3]) for path in decisions]

    assert numbers == list(range(1, len(decisions) + 1))
    assert [name_of(path) for path in decisions if "**Decision.**" not in path.read_text(encoding="utf-8")] == []


def settings_named(text: str) -> list[str]:
    return re.findall(r"\bINTAKE_[A-Z_]+\b", text)


def broken_links(page: Path, text: str) -> list[str]:
    return [
        f"{target}#{heading}" if heading else target
        for target, heading in LINK.findall(text)
        if not leads_somewhere(page.parent / target, heading)
    ]


def leads_somewhere(target: Path, heading: str) -> bool:
    if not target.exists():
        return False
    return not heading or heading in headings_of(target.read_text(encoding="utf-8"))


def headings_of(text: str) -> set[str]:
    """As the hosts of repositories make anchors of headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
