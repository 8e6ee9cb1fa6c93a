"""A pool's result as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.cells import section_of
from materialcenter.documents.chart import svg
from materialcenter.documents.letterhead import Letterhead
from materialcenter.documents.spreadsheet import Table
from materialcenter.documents.steps import steps_svg
from materialcenter.formats import day, kg, percent, rupiah, whole
from orders.documents.pool_outcome.charts import cluster_chart, prices_chart, trade_chart
from orders.documents.pool_outcome.tables import Writer
from orders.reports.pools.outcome import Outcome, PoolBefore, Served

TEMPLATE = Path(__file__).with_name("paper.typ")
CHART_PX = 480


def outcome_data(writer: Writer, letterhead: Letterhead, *, is_staff: bool) -> dict[str, Any]:
    """Write a pool's result in the language that is active. is_staff: as the staff may see it."""
    outcome = writer.outcome
    pool = outcome.pool
    sections = [section_of(table) for table in tables_of(writer, is_staff=is_staff)]
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Result of a pool"),
        "number": pool.number,
        "letterhead": asdict(letterhead),
        "left": [
            [_("Pool"), pool.title],
            [_("Status"), str(pool.get_status_display())],
            [_("Closed"), day(pool.deadline_at)],
            [_("Written"), day(writer.made_at)],
        ],
        "right": [[label, value] for label, value, _hint in figures_of(outcome)],
        "remarks": [*large_words(outcome), *before_words(outcome.before)],
        "sections": sections[:-1],
        "charts": list(_charts(outcome)),
        "list": sections[-1:],
    }


def tables_of(writer: Writer, *, is_staff: bool) -> list[Table]:
    """Return the tables that a person may see, those with a line in them, the longest at last."""
    outcome = writer.outcome
    tables = [writer.prices(), writer.materials()]
    if is_staff:
        tables += [
            writer.suppliers(),
            writer.groups(_("By cluster"), _("Cluster"), outcome.by_cluster),
            writer.groups(_("By trade"), _("Trade"), outcome.by_trade),
        ]
    tables += [writer.before(), writer.members() if is_staff else writer.wishes()]
    return [table for table in tables if table.rows]


def figures_of(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Write the sums of a pool: label, value, hint."""
    wishes, mass = outcome.wishes, outcome.wishes.kg
    served = _("%(fully)s fully, %(partly)s partly, %(none)s not") % {
        "fully": whole(outcome.served[Served.FULLY]),
        "partly": whole(outcome.served[Served.PARTLY]),
        "none": whole(outcome.served[Served.NOT]),
    }
    return [
        (
            _("Saved as planned"),
            rupiah(wishes.planned_saving),
            _("%(percent)s under the counter") % {"percent": percent(outcome.saved_percent)},
        ),
        (_("Saved by the bills"), rupiah(wishes.taken_saving), ""),
        (
            _("Filled"),
            percent(mass.fill_percent),
            _("of %(kg)s wanted") % {"kg": kg(mass.wanted)},
        ),
        (_("Workshops"), whole(outcome.member_count), served),
        (_("Received"), kg(outcome.received_kg), _("of %(kg)s") % {"kg": kg(outcome.ordered_kg)}),
        (_("Picked up"), kg(mass.picked_up), ""),
        (_("For the depot"), kg(outcome.depot_kg), ""),
    ]


def large_words(outcome: Outcome) -> list[list[str]]:
    """Say who has more than a quarter of the pool, as a title and a sentence each."""
    return [
        [
            _("More than a quarter of the pool"),
            _(
                "%(workshop)s has %(percent)s of the pool's kg. When it leaves, the price may not hold."
            )
            % {"workshop": f"{member.name} ({member.code})", "percent": percent(part)},
        ]
        for member, part in outcome.large_members
    ]


def before_words(before: PoolBefore | None) -> list[list[str]]:
    """Say what the pool before came to, as a title and a sentence."""
    if before is None:
        return []
    sentence = _(
        "%(members)s workshops wanted %(wanted)s; %(percent)s of it was planned, saving %(saving)s."
    ) % {
        "members": whole(before.members),
        "wanted": kg(before.wanted_kg),
        "percent": percent(before.planned_percent),
        "saving": rupiah(before.planned_saving),
    }
    return [
        [_("The pool before: %(pool)s") % {"pool": f"{before.title}, {before.number}"}, sentence]
    ]


def _charts(outcome: Outcome) -> Any:
    """Yield every chart as SVG with what is read aloud instead."""
    for one in outcome.materials:
        chart = prices_chart(one)
        if not chart.is_empty:
            drawn = steps_svg(chart, width_px=CHART_PX)
            yield {"title": chart.title, "svg": drawn, "alt": chart.description}
    for bars in (cluster_chart(outcome), trade_chart(outcome)):
        if not bars.is_empty:
            drawn = svg(bars, width_px=CHART_PX)
            yield {"title": bars.title, "svg": drawn, "alt": bars.description}
