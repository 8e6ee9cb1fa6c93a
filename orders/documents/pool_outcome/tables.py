"""A pool's result as tables, alike on the page, in the workbook and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from materialcenter.documents.spreadsheet import Column, Kind, Table, Value
from orders.documents.pool_outcome.words import SERVED, UNITS, WHY, late_words, reasons_of
from orders.reports.pools.outcome import (
    Amounts,
    GroupOutcome,
    MaterialOutcome,
    Outcome,
    Served,
    Wishes,
)

_FILL = Column(gettext_lazy("Filled (%)"), Kind.PERCENT)
_PLANNED_SAVING = Column(gettext_lazy("Saved as planned"), Kind.RUPIAH)
_TAKEN_SAVING = Column(gettext_lazy("Saved by the bills"), Kind.RUPIAH)
_MASSES = (
    Column(gettext_lazy("Wanted (kg)"), Kind.KG),
    Column(gettext_lazy("Planned (kg)"), Kind.KG),
    Column(gettext_lazy("Shared out (kg)"), Kind.KG),
    Column(gettext_lazy("Picked up (kg)"), Kind.KG),
)
_QUANTITIES = (
    Column(gettext_lazy("Wanted"), Kind.WHOLE),
    Column(gettext_lazy("Planned"), Kind.WHOLE),
    Column(gettext_lazy("Shared out"), Kind.WHOLE),
    Column(gettext_lazy("Picked up"), Kind.WHOLE),
)


@dataclass(frozen=True)
class Writer:
    """Writes the tables of one result, made by somebody at some time."""

    outcome: Outcome
    made_by: str
    made_at: datetime

    def materials(self) -> Table:
        """Say of each material, in its unit, what was wanted and what came of it."""
        columns = (
            Column(_("Material")),
            Column(_("Unit"), width=10),
            *_QUANTITIES[:2],
            Column(_("Ordered"), Kind.WHOLE),
            Column(_("Received"), Kind.WHOLE),
            *_QUANTITIES[2:],
            _FILL,
            *(Column(words, Kind.WHOLE) for words in SERVED.values()),
            Column(_("For the depot"), Kind.WHOLE),
            Column(_("Left to the depot"), Kind.WHOLE),
        )
        rows = [_material(one) for one in self.outcome.materials]
        return self._table(_("Quantities by material"), columns, rows)

    def prices(self) -> Table:
        """Say of each material which price was reached, and what that saves."""
        names = [Column(_("Supplier"))] if self.outcome.suppliers else []
        columns = (
            Column(_("Material")),
            *names,
            Column(_("Ordered (kg)"), Kind.KG),
            Column(_("Price per kg"), Kind.PRICE),
            Column(_("At the counter"), Kind.PRICE),
            Column(_("Under the counter (%)"), Kind.PERCENT),
            _PLANNED_SAVING,
            _TAKEN_SAVING,
        )
        rows: list[list[Value]] = [
            [
                one.code,
                *([one.supplier] if names else []),
                one.ordered_kg,
                one.price_per_kg,
                one.counter_price_per_kg,
                one.saved_percent,
                one.wishes.planned_saving,
                one.wishes.taken_saving,
            ]
            for one in self.outcome.materials
        ]
        totals: list[Value] = [
            _("All"),
            *([""] if names else []),
            self.outcome.ordered_kg,
            None,
            None,
            self.outcome.saved_percent,
            *_savings(self.outcome.wishes),
        ]
        return self._table(_("Prices and savings"), columns, rows, totals)

    def members(self) -> Table:
        """Say of each workshop what it got of the pool and what it saves."""
        columns = (
            Column(_("Workshop")),
            Column(_("Name"), width=30),
            Column(_("Trade")),
            Column(_("Cluster")),
            *_MASSES,
            _FILL,
            Column(_("Of the pool (%)"), Kind.PERCENT),
            _PLANNED_SAVING,
            _TAKEN_SAVING,
            Column(_("Served"), width=12),
            Column(_("Why not fully"), width=50),
        )
        spread = self.outcome.concentration
        shares = {part.key: part.percent for part in spread.parts} if spread else {}
        rows: list[list[Value]] = [
            [
                one.code,
                one.name,
                one.trade,
                one.cluster,
                *self._masses(one.wishes),
                one.wishes.kg.fill_percent,
                shares.get(one.code),
                *_savings(one.wishes),
                SERVED[one.wishes.served],
                reasons_of(one.wishes),
            ]
            for one in self.outcome.members
        ]
        all_of = self.outcome.wishes
        totals: list[Value] = [_("All"), "", "", "", *self._masses(all_of), all_of.kg.fill_percent]
        totals += [None, *_savings(all_of), "", ""]
        return self._table(_("Members"), columns, rows, totals)

    def wishes(self) -> Table:
        """Say of each wish that the person may see what came of it."""
        columns = (
            Column(_("Workshop"), width=12),
            Column(_("Material")),
            Column(_("Unit"), width=10),
            *_QUANTITIES,
            _FILL,
            _PLANNED_SAVING,
            _TAKEN_SAVING,
            Column(_("Served"), width=12),
            Column(_("Why not fully"), width=50),
        )
        materials = {one.material_id: one for one in self.outcome.materials}
        rows: list[list[Value]] = [
            [
                member.code,
                materials[one.material_id].code,
                UNITS[materials[one.material_id].unit],
                *_units(one.amounts, is_shared=materials[one.material_id].is_shared_out),
                one.amounts.fill_percent,
                one.planned_saving,
                one.taken_saving,
                SERVED[one.served],
                WHY[one.why] if one.why else "",
            ]
            for member in self.outcome.members
            for one in member.wishes.all
        ]
        return self._table(_("Wishes"), columns, rows)

    def suppliers(self) -> Table:
        """Say of each purchase order whether it came on the day and in full."""
        columns = (
            Column(_("Supplier")),
            Column(_("Purchase order")),
            Column(_("Sent"), Kind.DATE),
            Column(_("Promised"), Kind.DATE),
            Column(_("First delivery"), Kind.DATE),
            Column(_("Last delivery"), Kind.DATE),
            Column(_("Deliveries"), Kind.WHOLE),
            Column(_("Kept its day"), width=16),
            Column(_("Ordered (kg)"), Kind.KG),
            Column(_("Received (kg)"), Kind.KG),
            Column(_("In full (%)"), Kind.PERCENT),
        )
        rows: list[list[Value]] = [
            [
                one.supplier,
                one.order,
                one.sent_on,
                one.promised_on,
                one.first_on,
                one.last_on,
                one.deliveries,
                late_words(one.days_late),
                one.ordered_kg,
                one.received_kg,
                one.in_full_percent,
            ]
            for one in self.outcome.suppliers
        ]
        return self._table(_("Suppliers"), columns, rows)

    def groups(self, title: str, head: str, groups: Sequence[GroupOutcome]) -> Table:
        """Say of each cluster or trade how much it got and what it saves."""
        columns = (
            Column(head),
            Column(_("Workshops"), Kind.WHOLE),
            *_MASSES,
            _FILL,
            _PLANNED_SAVING,
            _TAKEN_SAVING,
        )
        rows: list[list[Value]] = [
            [
                one.name,
                one.members,
                *self._masses(one.wishes),
                one.wishes.kg.fill_percent,
                *_savings(one.wishes),
            ]
            for one in groups
        ]
        return self._table(title, columns, rows)

    def before(self) -> Table:
        """Say of each material that both pools bought how its price changed."""
        columns = (
            Column(_("Material")),
            Column(_("Price before"), Kind.PRICE),
            Column(_("Price now"), Kind.PRICE),
            Column(_("Change (%)"), Kind.PERCENT),
        )
        before = self.outcome.before
        rows: list[list[Value]] = [
            [one.code, one.price_before, one.price_per_kg, one.change_percent]
            for one in (before.prices if before else ())
        ]
        return self._table(_("Prices of the pool before"), columns, rows)

    def _masses(self, wishes: Wishes) -> list[Value]:
        kg = wishes.kg
        shared = kg.got if self.outcome.is_shared_out else None
        return [kg.wanted, kg.planned, shared, kg.picked_up]

    def _table(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        totals: Sequence[Value] = (),
    ) -> Table:
        pool = self.outcome.pool
        return Table(
            title=title,
            columns=columns,
            rows=rows,
            made_at=self.made_at,
            made_by=self.made_by,
            narrow_by=gettext_lazy("a smaller pool"),
            filters=[(_("Pool"), f"{pool.number} {pool.title}")],
            totals=totals if rows else (),
        )


def _material(one: MaterialOutcome) -> list[Value]:
    wanted, planned, shared, picked_up = _units(one.wishes.units, is_shared=one.is_shared_out)
    members = one.members
    return [
        one.code,
        UNITS[one.unit],
        wanted,
        planned,
        one.ordered,
        round(one.received),
        shared,
        picked_up,
        one.wishes.units.fill_percent,
        *(members[way] for way in Served),
        one.depot,
        round(one.left_over),
    ]


def _units(amounts: Amounts, *, is_shared: bool) -> list[Value]:
    """Write quantities of one material, kg of weighed material as whole ones."""
    shared = round(amounts.got) if is_shared else None
    return [round(amounts.wanted), round(amounts.planned), shared, round(amounts.picked_up)]


def _savings(wishes: Wishes) -> list[Value]:
    return [wishes.planned_saving, wishes.taken_saving]
