"""Addresses of materialcenter's pages."""

from django.urls import URLPattern, path

from materialcenter.views import (
    choosing,
    days_off,
    files,
    health,
    imports,
    jobs,
    people,
    suppliers,
    tokens,
    workshops,
)

urlpatterns: list[URLPattern] = [
    path("language/", choosing.set_language, name="set_language"),
    path("center/", choosing.choose_center, name="choose_center"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("files/<int:attachment_id>/", files.download_file, name="file"),
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/new/", workshops.workshop_new, name="workshop_new"),
    path("workshops/<str:code>/", workshops.workshop, name="workshop"),
    path("workshops/<str:code>/edit/", workshops.workshop_edit, name="workshop_edit"),
    path("workshops/<str:code>/buyers/new/", workshops.buyer_new, name="buyer_new"),
    path(
        "workshops/<str:code>/buyers/<str:username>/remove/",
        workshops.buyer_remove,
        name="buyer_remove",
    ),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/new/", suppliers.supplier_new, name="supplier_new"),
    path("suppliers/<str:code>/", suppliers.supplier, name="supplier"),
    path("suppliers/<str:code>/edit/", suppliers.supplier_edit, name="supplier_edit"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<str:username>/", people.member, name="member"),
    path("people/<str:username>/roles/", people.role_grant, name="role_grant"),
    path("people/<str:username>/roles/<str:role>/revoke/", people.role_revoke, name="role_revoke"),
    path("people/<str:username>/sign-in-link/", people.sign_in_link, name="sign_in_link"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("days-off/", days_off.days_off, name="days_off"),
    path("days-off/<int:day_off_id>/drop/", days_off.day_off_drop, name="day_off_drop"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/retry/", jobs.job_retry, name="job_retry"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:run_id>/", imports.import_run, name="import_run"),
    path("imports/<int:run_id>/confirm/", imports.import_confirm, name="import_confirm"),
]
