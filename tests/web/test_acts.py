"""Every act that the audit writes down has words."""

import ast
import re
from pathlib import Path

from config.acts import ACTS
from materialcenter.services.telling import known_kinds

ROOT = Path(__file__).parents[2]
# An example of a user name in a form's help. Kinds of notices are named as acts are.
NO_ACTS = {"budi.santoso"}
ACT = re.compile(r"[a-z_]+\.[a-z_]+")


def acts_of_the_source() -> set[str]:
    """Return every text in the services that is named as acts are: `order.placed`."""
    return {
        node.value
        for path in ROOT.glob("*/services/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ACT.fullmatch(node.value)
    }


def test_every_act_has_words() -> None:
    acts = acts_of_the_source()
    assert len(acts) > 50
    assert acts - NO_ACTS - {kind.name for kind in known_kinds()} - set(ACTS) == set()
