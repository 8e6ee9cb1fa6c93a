"""The style sheet: built from what stands here, and every class in it."""

import re
from pathlib import Path

from django.core.management import call_command

from materialcenter.supervision import styles

ROOT = Path(__file__).parents[2]
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
CLASSES = re.compile(r'class="([^"]*)"')
# Left for scripts and htmx to find; they have no look.
HOOKS: frozenset[str] = frozenset()


def classes_used() -> dict[str, str]:
    """Return the classes in all templates, each with a file that uses it."""
    used = {}
    for path in ROOT.glob("*/templates/**/*.html"):
        for found in CLASSES.findall(TAGS.sub(" ", path.read_text())):
            for name in found.split():
                if not name.endswith("-"):  # Its end is in a template's variable.
                    used[name] = str(path.relative_to(ROOT))
    return used


def test_every_class_has_a_look() -> None:
    sheet = styles.BUILT.read_text()
    unknown = {
        name: path
        for name, path in classes_used().items()
        if name not in HOOKS and "." + re.sub(r"([^\w-])", r"\\\1", name) not in sheet
    }
    assert unknown == {}


def test_no_template_has_a_script_or_a_style_inside() -> None:
    for path in ROOT.glob("*/templates/**/*.html"):
        text = path.read_text()
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text), path


def test_the_sheet_is_built_once() -> None:
    styles.build()
    assert styles.is_fresh()
    assert styles.build() is False
    call_command("build_css", "--check")
