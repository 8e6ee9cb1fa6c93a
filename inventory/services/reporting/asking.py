"""What a report is asked: by whom, of which days, of what, and how many lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import Lot, Material
from materialcenter.documents.spreadsheet import MOST_ROWS, Column, Table, Value
from materialcenter.errors import Invalid, Missing
from materialcenter.person import Person, Role

MAY_READ = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
# A clerk sees what things are worth on the lots and in the ledger as well.
MAY_READ_CARD = (Role.CLERK, *MAY_READ)
FILES = ("xlsx", "csv", "pdf")
PAGE = 100
# One more than a file may hold, so that it is refused and never cut short.
WHOLE = MOST_ROWS + 1
ZONE = settings.TIME_ZONE


class BadPeriod(Invalid):
    """A period that ends before it begins, or lies ahead."""

    code = "period_invalid"
    sentence = gettext_lazy("The last day is before the first one, or is still to come.")


class NothingAsked(Invalid):
    """A card of nothing."""

    code = "card_of_what"
    sentence = gettext_lazy("Name a material or a lot.")


@dataclass(frozen=True)
class Asked:
    """A question to a report. material, rack, lot: codes and numbers, "" for all.

    since: None takes the report's own usual start; until: None takes today. days: within
    which a slow mover did not go. after, limit: which lines.
    """

    by: Person
    at: datetime
    since: date | None = None
    until: date | None = None
    material: str = ""
    rack: str = ""
    lot: str = ""
    days: int = 90
    after: int = 0
    limit: int = PAGE

    @property
    def today(self) -> date:
        """Return the day on which it is asked."""
        return timezone.localdate(self.at)

    @property
    def yesterday(self) -> date:
        """Return the last day that is over."""
        return self.today - timedelta(days=1)

    @property
    def on(self) -> date:
        """Return the day that is asked about. Raises BadPeriod for one ahead."""
        if self.until is not None and self.until > self.today:
            raise BadPeriod(field="until")
        return self.until or self.today

    def period(self, *, usual_days: int) -> tuple[date, date]:
        """Return the first and last day; the usual length when no start is asked.

        Raises BadPeriod.
        """
        until = self.on
        since = self.since or (until - timedelta(days=usual_days)).replace(day=1)
        if since > until:
            raise BadPeriod(field="since")
        return since, until

    def find_material(self) -> Material:
        """Return the material asked about. Raises NothingAsked, Missing."""
        if not self.material:
            raise NothingAsked(field="material")
        found = Material.objects.filter(center_id=self.by.center_id, code=self.material).first()
        if found is None:
            raise Missing(field="material")
        return found

    def find_lot(self) -> Lot:
        """Return the lot asked about, its material at hand. Raises Missing."""
        lots = Lot.objects.visible_to(self.by).select_related("material")
        found = lots.filter(number=self.lot).first()
        if found is None:
            raise Missing(field="lot")
        return found

    def table(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        *,
        period: str,
        totals: Sequence[Value] = (),
        narrow_by: str | Promise,
    ) -> Table:
        """Return the report's lines as a file's table, with what it was narrowed by."""
        narrowed = [(_("Material"), self.material), (_("Lot"), self.lot), (_("Rack"), self.rack)]
        return Table(
            title=title,
            columns=columns,
            rows=rows,
            made_at=self.at,
            made_by=self.by.name,
            narrow_by=narrow_by,
            filters=[(_("Period"), period), *((n, v) for n, v in narrowed if v)],
            totals=totals,
        )
