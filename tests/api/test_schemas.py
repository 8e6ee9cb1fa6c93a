"""The API's shapes: the description knows them by their names alone."""

from collections import defaultdict
from collections.abc import Iterator

from config.api import api
from materialcenter.api.schemas import Input, Out


def _all(of: type) -> Iterator[type]:
    for made in of.__subclasses__():
        yield made
        yield from _all(made)


def test_have_a_name_each() -> None:
    """Two of one name would be described as one, and a caller would send the wrong fields."""
    assert api.get_openapi_schema()["components"]
    modules: dict[str, set[str]] = defaultdict(set)
    for shape in (*_all(Input), *_all(Out)):
        if ".api" in shape.__module__ and "[" not in shape.__name__:
            modules[shape.__name__].add(shape.__module__)
    assert {name: found for name, found in modules.items() if len(found) > 1} == {}
