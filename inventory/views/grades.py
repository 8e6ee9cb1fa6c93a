"""Pages of what grades allow."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.forms.certificates import LimitRow
from inventory.models import Grade
from inventory.reports.conformity import grades_of
from inventory.rules.grade_limits import known_limits
from inventory.services import limiting
from inventory.views.acting import UNFIT, status_of
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows
from materialcenter.person import STAFF
from materialcenter.web import person_in, show, submit_once

TEMPLATE = "inventory/grade_limits.html"


@page(*STAFF)
@require_GET
def grades(request: HttpRequest) -> HttpResponse:
    """List the grades with what each allows."""
    person = person_in(request)
    found = grades_of(person.center_id)
    may_limit = person.has(*limiting.MAY_LIMIT)
    context = {
        "grades": found,
        "may_limit": may_limit,
        "may_take": may_limit
        and any(known_limits(grade.code) and not grade.limits.all() for grade in found),
    }
    return show(request, "inventory/grades.html", context)


@page(*limiting.MAY_LIMIT)
@require_POST
def grades_take(request: HttpRequest) -> HttpResponse:
    """Give grades without limits those of their standard."""
    person = person_in(request)

    def act() -> str:
        taken = limiting.take_known_limits(by=person, at=timezone.now())
        said = ngettext(
            "%(count)s grade has the limits of its standard now.",
            "%(count)s grades have the limits of their standards now.",
            len(taken),
        )
        messages.success(request, said % {"count": len(taken)})
        return reverse("grades")

    return submit_once(request, act)


@page(*limiting.MAY_LIMIT)
@require_http_methods(["GET", "POST"])
def grade_limits(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a grade allows; `more` asks for another line."""
    person = person_in(request)
    grade = Grade.objects.filter(center_id=person.center_id, code=code).first()
    if grade is None:
        raise Missing
    form, rows, status = ActForm(), Rows(LimitRow, telling=("measured",)), 200
    if request.method == "GET":
        rows.blank([*grade.limits.order_by("pk").values(*LimitRow.base_fields), {}])
    elif "more" in request.POST:
        rows.keep(request.POST, more=[{}])
    else:
        form, status = ActForm(request.POST), UNFIT
        rows.read(request.POST)

        def act() -> str:
            limits = [row.limit() for row in rows.filled]
            limiting.set_limits(grade_code=code, limits=limits, by=person, at=timezone.now())
            return reverse("grades")

        if form.is_valid() & rows.is_valid():
            try:
                return submit_once(request, act)
            except (Invalid, Conflict) as refusal:
                rows.refuse(refusal, form)
                status = status_of(refusal)
    context: dict[str, Any] = {"form": form, "rows": rows, "grade": grade}
    return show(request, TEMPLATE, context, status=status)
