"""What the office's report needs of the demo: programmes, partners, and the known targets."""

from datetime import date, datetime

from materialcenter.models import Workshop
from materialcenter.services.registering import change_workshop
from orders.demo.people import Cast
from orders.services.setting_targets import set_year_target

PROGRAMME = "Binaan YDBA"
PARTNER = "PT Contoh Komponen Otomotif"
# Of the center at Tegal: about 70 workshops are coached, 16 supply tier one of the car makers.
COACHED, PARTNERED = 70, 16
# As was reported of it: Rp 550 million reached in 2023, Rp 600 million set for 2024.
REACHED_2023, SET_FOR_2024 = 550_000_000, 600_000_000
# Nothing is known of later years; this one is made up, so that the demo's year has one.
SET_FOR_THIS_YEAR = 650_000_000


def tell_the_office(cast: Cast, *, today: date, at: datetime) -> None:
    """Say who is coached and who is a partner, and set the targets of the years."""
    codes = list(Workshop.objects.visible_to(cast.supervisor).values_list("code", flat=True))
    coached = [codes[n * len(codes) // COACHED] for n in range(COACHED)]
    partners = {coached[n * COACHED // PARTNERED] for n in range(PARTNERED)}
    for code in coached:
        details = {"coaching_programme": PROGRAMME}
        if code in partners:
            details["tier_one_partner"] = PARTNER
        change_workshop(code=code, details=details, by=cast.supervisor, at=at)
    for year, revenue, reported in (
        (2023, None, REACHED_2023),
        (2024, SET_FOR_2024, None),
        (today.year, SET_FOR_THIS_YEAR, None),
    ):
        set_year_target(year=year, revenue=revenue, reported=reported, by=cast.supervisor, at=at)
