"""What changed of a pool since a page was shown, in sentences short enough to be heard."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from materialcenter.formats import kg, price, rupiah
from orders.reports.pools.progress import MaterialProgress, PoolProgress

MOST_SENTENCES = 3
_NONE = "-"


@dataclass(frozen=True)
class News:
    """Sentences for whoever looks at an open page, and the rows of the materials that changed."""

    sentences: tuple[str, ...]
    changed: frozenset[int]


def seen_in(progress: PoolProgress) -> str:
    """Write down what a page shows, to be sent back when it looks again.

    Per material its row id, price, own saving and quantity wanted; plain characters of an
    address.
    """
    return "~".join(
        "_".join(
            [
                str(line.row_id),
                _NONE if line.price_per_kg is None else str(line.price_per_kg),
                str(line.own_saving),
                str(line.wanted),
            ]
        )
        for line in progress.materials
    )


def news_since(seen: str, progress: PoolProgress) -> News:
    """Compare what a page showed with how the pool stands now; nothing of what it cannot read.

    seen: from `seen_in`, as a browser sent it back.
    """
    before = _read(seen)
    lines = [line for line in progress.materials if line.row_id in before]
    changed = [line for line in lines if before[line.row_id] != _now(line)]
    sentences = [said for line in changed for said in _sentences(line, *before[line.row_id])]
    if changed and not sentences:
        sentences = [_("%(kg)s wanted together now.") % {"kg": kg(progress.wanted_kg)}]
    return News(tuple(sentences[:MOST_SENTENCES]), frozenset(line.row_id for line in changed))


def _now(line: MaterialProgress) -> tuple[Decimal | None, int, int]:
    return line.price_per_kg, line.own_saving, line.wanted


def _read(seen: str) -> dict[int, tuple[Decimal | None, int, int]]:
    found = {}
    for told in seen.split("~"):
        try:
            row, price_per_kg, saving, wanted = told.split("_")
            row_id = int(row)
            shown = None if price_per_kg == _NONE else Decimal(price_per_kg)
            read = (shown, int(saving), int(wanted))
        except (ValueError, InvalidOperation):
            continue
        if shown is None or shown.is_finite():
            found[row_id] = read
    return found


def _sentences(
    line: MaterialProgress, price_before: Decimal | None, saving_before: int, _wanted: int
) -> Iterator[str]:
    now, code = line.price_per_kg, line.material.code
    if now is not None and price_before is None:
        yield _("The minimum of %(material)s is reached: %(price)s/kg.") % {
            "material": code,
            "price": price(now),
        }
    elif now is not None and price_before is not None and now < price_before:
        yield _("Price of %(material)s fell to %(price)s/kg.") % {
            "material": code,
            "price": price(now),
        }
    elif now is not None and price_before is not None and now > price_before:
        yield _("Price of %(material)s rose to %(price)s/kg.") % {
            "material": code,
            "price": price(now),
        }
    elif now is None and price_before is not None:
        yield _("The minimum of %(material)s is not reached any more.") % {"material": code}
    if (more := line.own_saving - saving_before) > 0:
        yield _("%(amount)s more saved for you.") % {"amount": rupiah(more)}
    elif more < 0:
        yield _("%(amount)s less saved for you.") % {"amount": rupiah(-more)}
