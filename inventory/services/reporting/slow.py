"""What lies there and does not go."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.models import Material
from inventory.reports.worth import slow_movers
from inventory.services.reporting.asking import ZONE, Asked
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.errors import Invalid
from materialcenter.formats import day, kg, rupiah, whole

MOST_BARS = 15
MOST_DAYS = 730


class BadDays(Invalid):
    """A number of days that nothing can be said about."""

    code = "days_invalid"
    sentence = gettext_lazy("Ask about 1 to %(most)s days.")


def slow_report(asked: Asked) -> Report:
    """Say what of today's stock did not go within the days asked about, and how long it lasts.

    Raises BadDays.
    """
    refuse_days(asked.days)
    found = slow_movers(asked.by.center_id, today=asked.today, days=asked.days, zone=ZONE)
    still = [row for row in found if not row.lately_kg]
    columns = (
        Column(_("Material")),
        Column(_("Form"), width=16),
        Column(_("Lots"), Kind.WHOLE),
        Column(_("Oldest"), Kind.DATE),
        Column(_("Last issue"), Kind.DATE),
        Column(_("Issued lately (kg)"), Kind.KG),
        Column(_("Days of cover"), Kind.WHOLE),
        Column(_("Kg"), Kind.KG),
        Column(_("Value"), Kind.RUPIAH),
    )
    rows: list[list[Value]] = [
        [
            row.material,
            str(Material.Form(row.form).label),
            row.lots,
            row.oldest_on,
            row.last_on,
            row.lately_kg or None,
            row.days_of_cover,
            row.mass_kg,
            row.value,
        ]
        for row in found
    ]
    still_value = sum((row.value for row in still), Decimal(0))
    title = _("Slow movers")
    period = _("the last %(days)s days through %(day)s") % {
        "days": whole(asked.days),
        "day": day(asked.today),
    }
    return Report(
        name=f"slow-movers-{asked.today.isoformat()}",
        title=title,
        period=period,
        figures=[
            Figure(_("Did not go"), whole(len(still)), _("materials")),
            Figure(_("Worth"), rupiah(still_value)),
            Figure(_("Weight"), kg(sum((row.mass_kg for row in still), Decimal(0)))),
        ],
        table=asked.table(
            title, columns, rows, period=period, narrow_by=gettext_lazy("fewer materials")
        ),
        rows=rows,
        chart=Chart(
            title=_("Value of what did not go"),
            description=_(
                "Bars of the materials that did not go within %(period)s; %(value)s in all."
            )
            % {"period": period, "value": rupiah(still_value)},
            shape=Shape.BARS,
            unit=Unit.RUPIAH,
            categories_name=_("Material"),
            categories=[row.material for row in still[:MOST_BARS]],
            series=[Series(_("Value"), [row.value for row in still[:MOST_BARS]])],
        ),
    )


def refuse_days(days: int) -> None:
    """Raise BadDays for a number of days that nothing can be said about."""
    if not 1 <= days <= MOST_DAYS:
        raise BadDays(field="days", most=MOST_DAYS)
