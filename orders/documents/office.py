"""A year's report for the regional industry office: its words, charts and tables, and its PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.cells import section_of
from materialcenter.documents.chart import svg
from materialcenter.documents.letterhead import Letterhead
from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from materialcenter.formats import day, measured, percent, rupiah, whole
from materialcenter.models import Workshop
from orders.documents.office_charts import office_charts
from orders.reports.office import (
    CLUSTER,
    TRADE,
    Group,
    OfficeReport,
    OfficeYear,
    Revenue,
    Sums,
    together,
)

TEMPLATE = Path(__file__).with_suffix(".typ")
CHART_PX = 620
_NARROW = gettext_lazy("one year")


@dataclass(frozen=True)
class OfficeWriter:
    """Writes a report's tables in the language that is active."""

    report: OfficeReport
    made_by: str
    made_at: datetime

    def tables(self) -> list[Table]:
        """Return every table of the page and the paper, those with a line in them."""
        return [*self.sums(), *self.taken()]

    def sums(self) -> list[Table]:
        """Return the tables of revenue, clusters and trades."""
        found = [
            self.years(),
            self.groups(_("By cluster"), _("Cluster"), CLUSTER),
            self.groups(_("By trade"), _("Trade"), TRADE),
        ]
        return [table for table in found if table.rows]

    def taken(self) -> list[Table]:
        """Return the tables of what was taken, by material and form."""
        found = [
            self.materials(),
            self.forms(_("Forms by cluster"), _("Cluster"), CLUSTER),
            self.forms(_("Forms by trade"), _("Trade"), TRADE),
        ]
        return [table for table in found if table.rows]

    def years(self) -> Table:
        """Return the revenue of the last years against their targets."""
        columns = [
            Column(_("Year"), width=8),
            Column(_("Turnover"), Kind.RUPIAH),
            Column(_("Cost of the goods"), Kind.RUPIAH),
            Column(_("Service margin"), Kind.RUPIAH),
            Column(_("As reported"), Kind.RUPIAH),
            Column(_("Revenue"), Kind.RUPIAH),
            Column(_("Target"), Kind.RUPIAH),
            Column(_("Of the target (%)"), Kind.PERCENT),
        ]
        known = [row for row in reversed(self.report.revenues) if row.is_known]
        return self._table(_("Revenue by year"), columns, [_revenue_row(row) for row in known])

    def groups(self, title: str, head: str, part: Literal["cluster", "trade"]) -> Table:
        """Return what each cluster, or trade, was served, beside its kg of the year before."""
        this, before = self.report.this, self.report.before
        earlier = {group.key: group.sums for group in before.by(part)}
        columns = [
            Column(head),
            Column(_("Workshops")),
            Column(_("Served")),
            Column(_("Served in %(year)s") % {"year": before.year}),
            Column(_("In a programme")),
            Column(_("Of them served")),
            Column(_("Tier-one partners")),
            Column(_("Of them served (partners)")),
            Column(_("Handed over (kg)"), Kind.KG),
            Column(_("In %(year)s (kg)") % {"year": before.year}, Kind.KG),
            Column(_("Saved by pools"), Kind.RUPIAH),
            Column(_("Turnover"), Kind.RUPIAH),
        ]
        columns = [_counted(column) if 0 < n < 8 else column for n, column in enumerate(columns)]
        rows = [
            _group_row(_name(group, part), group.sums, earlier.get(group.key, Sums()))
            for group in this.by(part)
        ]
        totals = _group_row(_("In all"), this.whole, together(earlier.values()))
        return self._table(title, columns, rows, totals)

    def materials(self) -> Table:
        """Return what was handed over of each material, beside the year before."""
        this, before = self.report.this, self.report.before
        earlier = {row.material: row.mass_kg for row in before.materials}
        now = {row.material: row for row in this.materials}
        gone = [row for row in before.materials if row.material not in now]
        columns = [
            Column(_("Form"), width=16),
            Column(_("Material")),
            Column(_("Handed over (kg)"), Kind.KG),
            Column(_("In %(year)s (kg)") % {"year": before.year}, Kind.KG),
        ]
        rows: list[list[Value]] = [
            [form_name(row.form), row.material, row.mass_kg, earlier.get(row.material)]
            for row in this.materials
        ]
        rows += [[form_name(row.form), row.material, None, row.mass_kg] for row in gone]
        totals: list[Value] = [_("In all"), "", this.whole.mass_kg, before.whole.mass_kg]
        return self._table(_("By material"), columns, rows, totals)

    def forms(self, title: str, head: str, part: Literal["cluster", "trade"]) -> Table:
        """Return the kg of each form that each cluster, or trade, took."""
        this = self.report.this
        columns = [
            Column(head),
            *(Column(f"{form_name(form)} (kg)", Kind.KG) for form in this.forms),
            Column(_("In all (kg)"), Kind.KG),
        ]
        rows: list[list[Value]] = [
            [
                _name(group, part),
                *(group.by_form.get(form) for form in this.forms),
                group.sums.mass_kg,
            ]
            for group in this.by(part)
            if group.sums.mass_kg
        ]
        totals: list[Value] = [_("In all"), *this.forms.values(), this.whole.mass_kg]
        return self._table(title, columns, rows, totals)

    def every_cell(self) -> Table:
        """Return what each cluster and trade took of each material."""
        columns = [
            Column(_("Cluster")),
            Column(_("Trade")),
            Column(_("Form"), width=16),
            Column(_("Material")),
            Column(_("Handed over (kg)"), Kind.KG),
        ]
        rows: list[list[Value]] = [
            [
                cluster_name(row.cluster),
                trade_name(row.trade),
                form_name(row.form),
                row.material,
                row.mass_kg,
            ]
            for row in self.report.this.taken
        ]
        return self._table(_("Cluster, trade, material"), columns, rows)

    def _table(
        self,
        title: str,
        columns: Sequence[Column],
        rows: list[list[Value]],
        totals: Sequence[Value] = (),
    ) -> Table:
        return Table(
            title=title,
            columns=columns,
            rows=rows,
            made_at=self.made_at,
            made_by=self.made_by,
            narrow_by=_NARROW,
            filters=[(_("Year"), str(self.report.this.year))],
            totals=totals if rows else (),
        )


def _counted(column: Column) -> Column:
    return Column(column.head, Kind.WHOLE)


def _revenue_row(row: Revenue) -> list[Value]:
    return [
        str(row.year),
        row.turnover or None,
        row.cost or None,
        row.margin or None,
        row.reported,
        row.reached,
        row.target,
        row.percent,
    ]


def _group_row(name: str, sums: Sums, before: Sums) -> list[Value]:
    return [
        name,
        sums.registered,
        sums.served,
        before.served,
        sums.coached,
        sums.coached_served,
        sums.partnered,
        sums.partnered_served,
        sums.mass_kg,
        before.mass_kg,
        sums.saving,
        sums.turnover,
    ]


def tonnes(mass_kg: Decimal) -> str:
    """Write a large mass in tonnes, to a tenth."""
    return _("%(number)s t") % {"number": measured((mass_kg / 1000).quantize(Decimal("0.1")))}


def cluster_name(cluster: str) -> str:
    """Name a cluster; "" is where the register names none."""
    return cluster or _("No cluster named")


def trade_name(trade: str) -> str:
    """Name a trade."""
    return str(Workshop.Trade(trade).label)


def form_name(form: str) -> str:
    """Name a form of material."""
    return str(catalogue.Material.Form(form).label)


def _name(group: Group, part: Literal["cluster", "trade"]) -> str:
    return cluster_name(group.key) if part == CLUSTER else trade_name(group.key)


def office_figures(report: OfficeReport) -> list[tuple[str, str, str]]:
    """Write the sums of a year: label, value, and how it was the year before."""
    now, before, year = report.this.whole, report.before.whole, report.before.year

    def was(value: str) -> str:
        return _("%(value)s in %(year)s") % {"value": value, "year": year}

    return [
        (_("Workshops served"), _of(now.served, now.registered), was(whole(before.served))),
        (
            _("In a coaching programme, served"),
            _of(now.coached_served, now.coached),
            was(whole(before.coached_served)),
        ),
        (
            _("Partners of tier one, served"),
            _of(now.partnered_served, now.partnered),
            was(whole(before.partnered_served)),
        ),
        (_("Handed over"), tonnes(now.mass_kg), was(tonnes(before.mass_kg))),
        (_("Saved by pooling"), rupiah(now.saving), was(rupiah(before.saving))),
        (_("Revenue"), rupiah(report.revenue.reached), _against_target(report.revenue)),
    ]


def _of(part: int, all_of_them: int) -> str:
    return _("%(part)s of %(all)s") % {"part": whole(part), "all": whole(all_of_them)}


def _against_target(revenue: Revenue) -> str:
    if revenue.target is None:
        return _("no target is set")
    if revenue.percent is None:
        return _("the target is %(target)s") % {"target": rupiah(revenue.target)}
    return _("%(percent)s of the target of %(target)s") % {
        "percent": percent(revenue.percent),
        "target": rupiah(revenue.target),
    }


def office_remarks(year: OfficeYear, revenue: Revenue) -> list[str]:
    """Say how the numbers are to be read, a sentence each."""
    said = [
        _("Counted by the day of handing over, as weighed; what came back later is not taken off."),
        _("Programmes and partners are those of the register now."),
    ]
    if year.whole.old_kg:
        said.append(
            _(
                "%(mass)s of it stands in the books from before this system, which hold no prices:"
                " it is in no turnover, saving or revenue."
            )
            % {"mass": tonnes(year.whole.old_kg)}
        )
    if revenue.reported is not None:
        said.append(_("The revenue of %(year)s is the one reported.") % {"year": revenue.year})
    else:
        said.append(
            _(
                "Revenue is the service margin: turnover without VAT, less credit notes and less"
                " what the goods cost."
            )
        )
    return said


def office_data(writer: OfficeWriter, letterhead: Letterhead) -> dict[str, Any]:
    """Write a year's report for its paper, in the language that is active."""
    report = writer.report
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Report to the industry office"),
        "number": _("year %(year)s") % {"year": report.this.year},
        "letterhead": asdict(letterhead),
        "written": _("Written on %(day)s by %(name)s")
        % {"day": day(writer.made_at), "name": writer.made_by},
        "figures": [list(figure) for figure in office_figures(report)],
        "remarks": office_remarks(report.this, report.revenue),
        "charts": [
            {"title": chart.title, "svg": svg(chart, width_px=CHART_PX), "alt": chart.description}
            for chart in office_charts(report)
        ],
        "sections": [section_of(table) for table in writer.tables()],
    }
