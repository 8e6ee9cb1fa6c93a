"""Pages of what a pool came to."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from materialcenter.access import page
from materialcenter.documents.chart import Drawn, drawn
from materialcenter.documents.steps import drawn_steps
from materialcenter.errors import Missing
from materialcenter.web import as_download, person_in, show
from orders.documents.pool_outcome import (
    Writer,
    before_words,
    cluster_chart,
    figures_of,
    large_words,
    prices_chart,
    tables_of,
    trade_chart,
)
from orders.reports.pools.outcome import MaterialOutcome, Outcome
from orders.services.reporting_outcome import FILES, outcome_file, pool_outcome
from orders.views.pools.shown import pool_for
from orders.views.tables import shown_table


@page()
@require_GET
def pool_report(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a pool came to, or give it out as the file that `as` names."""
    person, now = person_in(request), timezone.now()
    ending = request.GET.get("as", "")
    if ending and ending not in FILES:
        raise Missing
    outcome = pool_outcome(pool_for(person, number), by=person, at=now)
    if ending:
        made = outcome_file(outcome, ending=ending, by=person, at=now)
        return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)
    writer = Writer(outcome, made_by=person.name, made_at=now)
    chosen = _chosen(outcome, request.GET.get("material", ""))
    context = {
        "pool": outcome.pool,
        "figures": figures_of(outcome),
        "large": large_words(outcome),
        "before": before_words(outcome.before),
        "materials": outcome.materials,
        "chosen": chosen,
        "prices": drawn_steps(prices_chart(chosen)) if chosen else None,
        "charts": _bars(outcome),
        "tables": [shown_table(table) for table in tables_of(writer, is_staff=person.is_staff)],
        "files": FILES,
    }
    return show(request, "orders/pool_report.html", context)


def _chosen(outcome: Outcome, code: str) -> MaterialOutcome | None:
    """Find the material whose prices are drawn: the one asked for, else where most was saved."""
    if code:
        named = [one for one in outcome.materials if one.code == code]
        if not named:
            raise Missing
        return named[0]
    return max(outcome.materials, key=lambda one: one.wishes.planned_saving, default=None)


def _bars(outcome: Outcome) -> list[Drawn]:
    """Draw who saved how much, where there is more than one to compare."""
    charts = []
    if len(outcome.by_cluster) > 1:
        charts.append(drawn(cluster_chart(outcome)))
    if len(outcome.by_trade) > 1:
        charts.append(drawn(trade_chart(outcome)))
    return [chart for chart in charts if chart is not None]
