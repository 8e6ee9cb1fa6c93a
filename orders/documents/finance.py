"""Finance's charts, and their numbers as tables for a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from materialcenter.formats import day, locale, rupiah, whole
from orders.reports.finance import Prices, Spend, SupplierSpend, WeeksDue

MOST_BARS = 12
MOST_LINES = 6


def weeks_chart(due: WeeksDue) -> Chart:
    """Draw what is due to suppliers and from workshops in each week."""
    weeks = [format_date(week.begins_on, "d MMM", locale=locale()) for week in due.weeks]
    payables, receivables = due.payables, due.receivables
    return Chart(
        title=_("Payables and receivables by week due"),
        description=_("On %(day)s %(out)s is open to suppliers, %(in)s from workshops.")
        % {
            "day": day(due.on),
            "out": rupiah(payables.total),
            "in": rupiah(receivables.total),
        },
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Week from"),
        categories=[_("late"), *weeks, _("later")],
        series=[
            Series(_("To suppliers"), [payables.late, *payables.weeks, payables.later]),
            Series(_("From workshops"), [receivables.late, *receivables.weeks, receivables.later]),
        ],
    )


def spend_chart(spend: Spend) -> Chart:
    """Draw what each supplier billed in twelve months."""
    shown, rest = spend.suppliers[:MOST_BARS], spend.suppliers[MOST_BARS:]
    names, amounts = [row.name for row in shown], [row.total for row in shown]
    if rest:
        names.append(_("%(count)s others") % {"count": whole(len(rest))})
        amounts.append(sum(row.total for row in rest))
    return Chart(
        title=_("Spend by supplier in twelve months"),
        description=_("Bars of what suppliers billed without VAT; %(total)s in all.")
        % {"total": rupiah(spend.total)},
        shape=Shape.BARS,
        unit=Unit.RUPIAH,
        categories_name=_("Supplier"),
        categories=names,
        series=[Series(_("Spend"), amounts)],
    )


def prices_over_time_chart(prices: Prices) -> Chart:
    """Draw what a kg was offered at by each supplier, and what was paid for it."""
    days = prices.days
    offered = [
        Series(supplier.code, [supplier.price_on(one) for one in days])
        for supplier in prices.suppliers[:MOST_LINES]
    ]
    return Chart(
        title=_("Price of a kg of %(material)s over time") % {"material": prices.material},
        description=_("A line for each supplier's lowest offer, one for what was paid."),
        shape=Shape.LINES,
        unit=Unit.RUPIAH,
        categories_name=_("Day"),
        categories=days,
        series=[*offered, Series(_("Last paid"), [prices.last_paid_on(one) for one in days])],
    )


@dataclass(frozen=True)
class FinanceWriter:
    """Writes finance's numbers as tables, in the language that is active."""

    made_by: str
    made_at: datetime

    def weeks(self, due: WeeksDue) -> Table:
        """Return what is due by week."""
        columns = [
            Column(_("Week from"), width=18),
            Column(_("To suppliers"), Kind.RUPIAH),
            Column(_("From workshops"), Kind.RUPIAH),
        ]
        rows: list[list[Value]] = [[_("late"), due.payables.late, due.receivables.late]]
        rows += [[day(week.begins_on), week.payable, week.receivable] for week in due.weeks]
        rows.append([_("later"), due.payables.later, due.receivables.later])
        totals: list[Value] = [_("In all"), due.payables.total, due.receivables.total]
        return self._table(_("Due by week"), columns, rows, totals)

    def spend(self, spend: Spend) -> Table:
        """Return what each supplier billed by month."""
        months = [format_date(month, "MMM y", locale=locale()) for month in spend.months]
        columns = [
            Column(_("Supplier"), width=12),
            Column(_("Name"), width=34),
            *(Column(month, Kind.RUPIAH) for month in months),
            Column(_("In all"), Kind.RUPIAH),
        ]
        rows = [_spend_row(supplier) for supplier in spend.suppliers]
        totals: list[Value] = [_("In all"), "", *spend.by_month, spend.total]
        return self._table(_("Spend by supplier"), columns, rows, totals)

    def prices(self, prices: Prices) -> Table:
        """Return a material's offers and what was paid, line by line."""
        columns = [
            Column(_("Material"), width=18),
            Column(_("Supplier"), width=34),
            Column(_("From"), Kind.DATE),
            Column(_("Until"), Kind.DATE),
            Column(_("Price (Rp/kg)"), Kind.PRICE),
        ]
        rows: list[list[Value]] = [
            [prices.material, supplier.name, point.since, point.until, point.price_per_kg]
            for supplier in prices.suppliers
            for point in supplier.offers
        ]
        rows += [
            [prices.material, _("Paid"), point.since, None, point.price_per_kg]
            for point in prices.paid
        ]
        return self._table(_("Prices over time"), columns, rows)

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
            narrow_by=gettext_lazy("one material"),
            totals=totals,
        )


def _spend_row(supplier: SupplierSpend) -> list[Value]:
    return [supplier.code, supplier.name, *supplier.months, supplier.total]
