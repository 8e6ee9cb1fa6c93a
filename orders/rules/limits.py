"""A limit on a difference, by percent and by an absolute figure, each on its own."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

_WIDE = Context(prec=60, rounding=ROUND_FLOOR)


@dataclass(frozen=True)
class Limit:
    """How far something may be off. Both figures must be kept, so the smaller one counts.

    percent: of what was agreed. absolute: in the unit of what is limited (kg or rupiah).
    None means that one is not set; one of them must be. Zero allows nothing.
    """

    percent: Decimal | None
    absolute: Decimal | None

    def __post_init__(self) -> None:
        figures = [figure for figure in (self.percent, self.absolute) if figure is not None]
        if not figures or any(not f.is_finite() or f < 0 for f in figures):
            raise ValueError("a limit needs a percentage or a figure, zero or more")

    def allowance(self, base: Decimal) -> Decimal:
        """Compute the most that is allowed on a base of zero or more, exactly, unrounded."""
        bounds = [self.absolute] if self.absolute is not None else []
        if self.percent is not None:
            with localcontext(_WIDE):
                bounds.append(base * self.percent / 100)
        return min(bounds)


NOTHING = Limit(Decimal(0), Decimal(0))
