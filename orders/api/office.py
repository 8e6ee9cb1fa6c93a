"""The office's report: a year of the center by cluster, trade and material, and its target."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Input, Kg, Out
from materialcenter.web import as_download
from orders.reports.office import CLUSTER, TRADE, Group, OfficeReport, Revenue, Sums
from orders.services.reporting_office import READERS, office_file, office_report
from orders.services.setting_targets import SETTERS, set_year_target

router = Router(tags=["office"])
Year = Annotated[int, Path(ge=0, le=9999)]
Rupiah = Annotated[int, Field(ge=0, le=10**15)]


class OfficeSumsOut(Out):
    """What is counted of some workshops: kg as handed over, turnover and saving in rupiah.

    coached, partnered: as the register says now. old_kg: of mass_kg what the books from
    before this system hold, which have no prices.
    """

    registered: int
    served: int
    coached: int
    coached_served: int
    partnered: int
    partnered_served: int
    mass_kg: Kg
    pool_kg: Kg
    old_kg: Kg
    turnover: int
    saving: int


class OfficeGroupOut(Out):
    """A cluster or a trade. by_form: kg by form of material."""

    name: str
    sums: OfficeSumsOut
    by_form: dict[str, Kg]

    @staticmethod
    def of(group: Group) -> "OfficeGroupOut":
        """Shape a group."""
        return OfficeGroupOut(name=group.key, sums=_sums(group.sums), by_form=group.by_form)


class OfficeMaterialOut(Out):
    """What was handed over of a material."""

    form: str
    material: str
    mass_kg: Kg


class OfficeRevenueOut(Out):
    """A year's revenue in rupiah: reported where it was, else the margin; null without."""

    year: int
    turnover: int
    cost: int
    margin: int
    reported: int | None
    reached: int | None
    target: int | None
    percent: Decimal | None

    @staticmethod
    def of(row: Revenue) -> "OfficeRevenueOut":
        """Shape a year's revenue."""
        return OfficeRevenueOut.from_orm(row)


class OfficeYearOut(Out):
    """A year, its sums of the year before, and the revenue of some years until it."""

    year: int
    sums: OfficeSumsOut
    before: OfficeSumsOut
    clusters: list[OfficeGroupOut]
    trades: list[OfficeGroupOut]
    materials: list[OfficeMaterialOut]
    revenues: list[OfficeRevenueOut]

    @staticmethod
    def of(report: OfficeReport) -> "OfficeYearOut":
        """Shape a report."""
        this = report.this
        return OfficeYearOut(
            year=this.year,
            sums=_sums(this.whole),
            before=_sums(report.before.whole),
            clusters=[OfficeGroupOut.of(group) for group in this.by(CLUSTER)],
            trades=[OfficeGroupOut.of(group) for group in this.by(TRADE)],
            materials=[OfficeMaterialOut.from_orm(row) for row in this.materials],
            revenues=[OfficeRevenueOut.of(row) for row in report.revenues],
        )


class YearTargetIn(Input):
    """Rupiah; null takes either away."""

    revenue: Rupiah | None = None
    reported: Rupiah | None = None


def _sums(sums: Sums) -> OfficeSumsOut:
    return OfficeSumsOut.from_orm(sums)


@router.get("/{year}", response={200: OfficeYearOut, **REFUSALS})
@needs(*READERS)
def office_year(request: Any, year: Year) -> OfficeYearOut:
    """Say what the center was for its workshops in a year."""
    return OfficeYearOut.of(office_report(year, by=request.auth))


@router.put("/{year}/target", response={200: OfficeRevenueOut, **REFUSALS})
@needs(*SETTERS)
def put_year_target(request: Any, year: Year, body: YearTargetIn) -> OfficeRevenueOut:
    """Set what revenue a year is to reach, and what was reported of it."""
    set_year_target(
        year=year,
        revenue=body.revenue,
        reported=body.reported,
        by=request.auth,
        at=timezone.now(),
    )
    return OfficeRevenueOut.of(office_report(year, by=request.auth).revenue)


@router.get("/{year}/file", response={200: None, **REFUSALS})
@needs(*READERS)
def office_year_file(request: Any, year: Year, ending: str = "xlsx") -> HttpResponse:
    """Give a year's report out: xlsx with a sheet for each table, or pdf in Indonesian."""
    report = office_report(year, by=request.auth)
    made = office_file(report, ending=ending, by=request.auth, at=timezone.now())
    return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)
