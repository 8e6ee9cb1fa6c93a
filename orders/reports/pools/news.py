"""What changed of a pool since a page was shown, in sentences short enough to be heard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from materialcenter.formats import kg, price, rupiah
from orders.reports.pools.progress import MaterialProgress, PoolProgress

MOST_SENTENCES = 3
SIGN_LENGTH = 8
_NONE = "-"


@dataclass(frozen=True)
class News:
    """Sentences for whoever looks at an open page, and the rows of the materials that changed."""

    sentences: tuple[str, ...]
    changed: frozenset[int]


def seen_in(progress: PoolProgress) -> str:
    """Write down what a page shows, to be sent back when it looks again.

    Per material its row id, sign, price, own saving and quantity wanted; plain characters of
    an address.
    """
    return "~".join(
        "_".join(
            [
                str(line.row_id),
                line.sign[:SIGN_LENGTH],
                _NONE if line.price_per_kg is None else str(line.price_per_kg),
                str(line.own_saving),
                str(line.wanted),
            ]
        )
        for line in progress.materials
    )


def news_since(seen: str, progress: PoolProgress) -> News:
    """Compare what a page showed with how the pool stands now.

    seen: from `seen_in`, as a browser sent it back; a material of which it says nothing, or
    nothing that can be read, is new but no news.
    """
    before = _read(seen)
    changed = [line for line in progress.materials if not _is_as_before(line, before)]
    known = [(line, before[line.row_id]) for line in changed if line.row_id in before]
    sentences = [said for line, shown in known for said in _sentences(line, shown)]
    if not sentences and any(shown.wanted != line.wanted for line, shown in known):
        sentences = [_("%(kg)s wanted together now.") % {"kg": kg(progress.wanted_kg)}]
    return News(tuple(sentences[:MOST_SENTENCES]), frozenset(line.row_id for line in changed))


@dataclass(frozen=True)
class _Shown:
    """What a page showed of a material."""

    sign: str
    price_per_kg: Decimal | None
    own_saving: int
    wanted: int


def _is_as_before(line: MaterialProgress, before: Mapping[int, _Shown]) -> bool:
    return line.row_id in before and before[line.row_id].sign == line.sign[:SIGN_LENGTH]


def _read(seen: str) -> dict[int, _Shown]:
    found = {}
    for told in seen.split("~"):
        try:
            row_id, sign, price_per_kg, saving, wanted = told.split("_")
            price_shown = None if price_per_kg == _NONE else Decimal(price_per_kg)
            shown = _Shown(sign, price_shown, int(saving), int(wanted))
            row = int(row_id)
        except (ValueError, InvalidOperation):
            continue
        if price_shown is None or price_shown.is_finite():
            found[row] = shown
    return found


def _sentences(line: MaterialProgress, shown: _Shown) -> Iterator[str]:
    said = {"material": line.material.code, "price": price(line.price_per_kg)}
    now, before = line.price_per_kg, shown.price_per_kg
    if now is None and before is not None:
        yield _("The minimum of %(material)s is not reached any more.") % said
    elif now is not None and before is None:
        yield _("The minimum of %(material)s is reached: %(price)s/kg.") % said
    elif now is not None and before is not None and now < before:
        yield _("Price of %(material)s fell to %(price)s/kg.") % said
    elif now is not None and before is not None and now > before:
        yield _("Price of %(material)s rose to %(price)s/kg.") % said
    if (more := line.own_saving - shown.own_saving) > 0:
        yield _("%(amount)s more saved for you.") % {"amount": rupiah(more)}
    elif more < 0:
        yield _("%(amount)s less saved for you.") % {"amount": rupiah(-more)}
