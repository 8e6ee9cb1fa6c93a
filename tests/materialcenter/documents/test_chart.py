"""Charts: drawn with words, in the reader's numbers, and never with what a policy refuses."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import redis
import vl_convert
from django.core import cache as caching
from django.utils.translation import override

from materialcenter.documents.chart import Chart, Series, Shape, Unit, drawn, svg

SVG = "{http://www.w3.org/2000/svg}"


def a_chart(
    shape: Shape = Shape.COLUMNS,
    unit: Unit = Unit.KG,
    title: str = "Stock",
    values: tuple[Decimal | int | None, ...] = (Decimal("1500.5"), 2),
) -> Chart:
    return Chart(
        title=title,
        description="What lies in the yard.",
        shape=shape,
        unit=unit,
        categories_name="Month",
        categories=["January", "February"],
        series=[Series("Plate & bar", values)],
    )


class TestSvg:
    def test_is_read_aloud_by_its_title_and_description(self) -> None:
        root = ElementTree.fromstring(svg(a_chart()))
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert (title.text, description.text) == ("Stock", "What lies in the yard.")
        assert root.get("role") == "img"
        assert [e.tag for e in root.iter() if e.get("role") or e.get("aria-hidden")] == [root.tag]
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"

    @pytest.mark.parametrize("shape", Shape)
    def test_holds_nothing_that_the_policy_refuses(self, shape: Shape) -> None:
        made = svg(a_chart(shape))
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(made).iter()}
        assert not tags & {"style", "script", "foreignObject", "a", "image"}
        assert " style=" not in made
        assert " on" not in made.replace(" one", "")

    def test_escapes_its_words(self) -> None:
        made = svg(a_chart(title="</title><script>x</script>"))
        assert "<script" not in made
        ElementTree.fromstring(made)

    def test_writes_numbers_as_the_reader_does(self) -> None:
        with override("id"):
            assert ">1.500<" in svg(a_chart())
        with override("en"):
            assert ">1,500<" in svg(a_chart())

    def test_names_large_numbers_as_people_do(self) -> None:
        with override("en"):
            assert ">tonnes<" in svg(a_chart(values=(50_000, 1)))
            assert ">Rp million<" in svg(a_chart(unit=Unit.RUPIAH, values=(5_000_000, 1)))
            assert ">Rp billion<" in svg(a_chart(unit=Unit.RUPIAH, values=(5_000_000_000, 1)))

    def test_names_months_as_the_reader_does(self) -> None:
        days = [date(2026, 5, 1), date(2026, 6, 15), date(2026, 8, 1)]
        chart = Chart("a", "b", Shape.LINES, Unit.KG, "Day", days, [Series("kg", [1, 2, 3])])
        with override("id"):
            assert "Mei" in svg(chart)

    def test_keeps_its_categories_in_order_where_a_series_has_gaps(self) -> None:
        years = ("2023", "2024", "2026")
        chart = Chart(
            title="Revenue",
            description="",
            shape=Shape.COLUMNS,
            unit=Unit.COUNT,
            categories_name="Year",
            categories=years,
            series=[Series("Reached", [5, None, 2]), Series("Target", [None, 6, 7])],
        )
        drawing = svg(chart)
        places = [drawing.index(f">{year}</text>") for year in years]
        assert places == sorted(places)

    def test_draws_the_same_content_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        chart = a_chart(title="Drawn once")
        first = svg(chart)
        monkeypatch.setattr(vl_convert, "vegalite_to_svg", None)
        assert svg(chart) == first

    def test_draws_new_data_anew(self) -> None:
        assert svg(a_chart(values=(1, 2))) != svg(a_chart(values=(1, 3)))

    def test_draws_without_valkey(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def down(_key: str) -> None:
            raise redis.ConnectionError

        monkeypatch.setattr(caching.cache, "get", down)
        assert svg(a_chart()).startswith("<svg")


class TestDrawn:
    def test_stands_beside_its_table(self) -> None:
        with override("id"):
            made = drawn(a_chart())
        assert made is not None
        assert made.table.head == "Month"
        assert made.table.names == ("Plate & bar",)
        assert [(row.name, row.numbers) for row in made.table.rows] == [
            ("January", ("1.500,5 kg",)),
            ("February", ("2 kg",)),
        ]

    def test_has_names_of_its_own_in_each_width(self) -> None:
        made = drawn(a_chart())
        assert made is not None
        ids = [ElementTree.fromstring(part)[0].get("id") for part in (made.wide, made.narrow)]
        assert len(set(ids)) == 2

    def test_is_nothing_where_there_is_nothing_to_see(self) -> None:
        assert drawn(a_chart(values=(0, None))) is None
