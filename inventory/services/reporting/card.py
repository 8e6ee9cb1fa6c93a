"""The stock card of a material or of a lot."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.reports.worth import Amounts, CardLine, StockCard, stock_card
from inventory.services.reporting.asking import ZONE, Asked
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, kg, quantity, rupiah

USUAL_DAYS = 0
_DATED = (
    Column(gettext_lazy("When"), Kind.MOMENT),
    Column(gettext_lazy("What"), width=16),
    Column(gettext_lazy("Document"), width=20),
    Column(gettext_lazy("Lot"), width=20),
)
_PIECES = (
    Column(gettext_lazy("Pieces in"), Kind.WHOLE),
    Column(gettext_lazy("Pieces out"), Kind.WHOLE),
    Column(gettext_lazy("Pieces left"), Kind.WHOLE),
)
_WORTH = (
    Column(gettext_lazy("Kg in"), Kind.KG),
    Column(gettext_lazy("Kg out"), Kind.KG),
    Column(gettext_lazy("Kg left"), Kind.KG),
    Column(gettext_lazy("Value in"), Kind.RUPIAH),
    Column(gettext_lazy("Value out"), Kind.RUPIAH),
    Column(gettext_lazy("Value left"), Kind.RUPIAH),
)


def card_report(asked: Asked) -> Report:
    """Write the card of the lot, or else of the material, that is asked about.

    The usual period begins with the month. Raises NothingAsked, Missing, BadPeriod.
    """
    lot = asked.find_lot() if asked.lot else None
    material = lot.material if lot else asked.find_material()
    since, until = asked.period(usual_days=USUAL_DAYS)
    card = stock_card(
        asked.by.center_id,
        material_id=None if lot else material.pk,
        lot_id=lot.pk if lot else None,
        since=since,
        until=until,
        zone=ZONE,
        after=asked.after,
        limit=asked.limit + 1,
    )
    shown = card.lines[: asked.limit]
    rows = [_row(line, is_counted=material.is_counted) for line in shown]
    name = lot.number if lot else material.code
    title = _("Stock card %(name)s") % {"name": name}
    period = _("%(since)s to %(until)s") % {"since": day(since), "until": day(until)}
    columns = (*_DATED, *(_PIECES if material.is_counted else ()), *_WORTH)
    totals = _totals(card, is_counted=material.is_counted)
    return Report(
        name=f"stock-card-{since.isoformat()}-{until.isoformat()}",
        title=title,
        period=period,
        figures=_figures(card, lambda n: quantity(n, material.unit) if material.is_counted else ""),
        table=asked.table(
            title,
            columns,
            rows,
            period=period,
            totals=totals,
            narrow_by=gettext_lazy("a shorter period or one lot"),
        ),
        rows=rows,
        chart=_chart(card, name, period),
        next_cursor=str(shown[-1].n) if len(card.lines) > asked.limit else "",
    )


def _row(line: CardLine, *, is_counted: bool) -> list[Value]:
    came, went, left = _told(line.came), _told(line.went), line.balance
    pieces: list[Value] = [came[0], went[0], left.pieces]
    return [
        line.effective_at,
        line.reason_label,
        line.reference or line.note,
        line.lot,
        *(pieces if is_counted else ()),
        came[1],
        went[1],
        left.mass_kg,
        came[2],
        went[2],
        left.value,
    ]


def _told(amounts: Amounts | None) -> tuple[Value, Value, Value]:
    """Return what a cell says of pieces, kg and rupiah: nothing where nothing moved."""
    if amounts is None:
        return None, None, None
    return amounts.pieces or None, amounts.mass_kg or None, amounts.value


def _totals(card: StockCard, *, is_counted: bool) -> list[Value]:
    came, went, left = card.came, card.went, card.closing
    pieces: list[Value] = [came.pieces, went.pieces, left.pieces]
    return [
        _("Closing"),
        "",
        "",
        "",
        *(pieces if is_counted else ()),
        came.mass_kg,
        went.mass_kg,
        left.mass_kg,
        came.value,
        went.value,
        left.value,
    ]


def _figures(card: StockCard, counted: Callable[[int], str]) -> list[Figure]:
    def figure(label: str, amounts: Amounts) -> Figure:
        hint = " · ".join(part for part in (counted(amounts.pieces), rupiah(amounts.value)) if part)
        return Figure(label, kg(amounts.mass_kg), hint)

    return [
        figure(_("Opening"), card.opening),
        figure(_("In"), card.came),
        figure(_("Out"), card.went),
        figure(_("Closing"), card.closing),
    ]


def _chart(card: StockCard, name: str, period: str) -> Chart:
    days: list[Decimal | int | None] = [mass_kg for _day, mass_kg in card.days]
    return Chart(
        title=_("Stock of %(name)s") % {"name": name},
        description=_(
            "A line of the kg at the end of each day, %(period)s: %(opening)s at first,"
            " %(closing)s at last."
        )
        % {
            "period": period,
            "opening": kg(card.opening.mass_kg),
            "closing": kg(card.closing.mass_kg),
        },
        shape=Shape.LINES,
        unit=Unit.KG,
        categories_name=_("Day"),
        categories=[day for day, _mass in card.days],
        series=[Series(_("Kg"), days)],
    )
