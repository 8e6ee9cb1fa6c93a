"""How a sharing is told: amounts, divisors and reasons in sentences, in the language that is active."""

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext

from materialcenter.formats import kg, locale, whole
from orders.rules.explaining import Account, Explanation, Step, Why
from orders.rules.rounds import GRAM

REASONS: dict[Why, Promise] = {
    Why.ALL: __("there was enough"),
    Why.NEAREST: __("rounded to the nearest whole number"),
    Why.HALF_UP: __("exactly half, rounded up: the earlier commitment"),
    Why.HALF_DOWN: __("exactly half, rounded down: others committed earlier"),
    Why.IN_PROPORTION: __("in proportion, to the gram"),
    Why.PICKED_UP: __("keeps what was picked up before"),
    Why.UNDER_MINIMUM: __("would be less than it accepts"),
}


def amount(units: int | None, *, by_weight: bool) -> str:
    """Write pieces as a whole number, grams as kg."""
    if units is None:
        return "–"
    return kg(units * GRAM) if by_weight else whole(units)


def exactly(number: Fraction) -> str:
    """Write a number exactly: as a decimal of four digits at most, else as a fraction."""
    if (number * 10_000).denominator == 1:
        return format_decimal(_decimal(number), "#,##0.####", locale=locale())
    return f"{whole(number.numerator)}/{whole(number.denominator)}"


def nearly(number: Fraction, *, by_weight: bool) -> str:
    """Write a quotient with enough digits to see how it is rounded; grams as kg."""
    if by_weight:
        return f"{format_decimal(_decimal(number * Fraction(GRAM)), '#,##0.#####', locale=locale())} kg"
    digits = 2
    while round(number, digits) % 1 == Fraction(1, 2) != number % 1:
        digits += 1
    return format_decimal(_decimal(number), "#,##0." + "#" * digits, locale=locale())


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def how_words(step: Step, *, by_weight: bool) -> str:
    """Say how everybody can check the shares of a step."""
    if step.divisor == 1:
        return _("There was enough for everybody.")
    if step.divisor is None:
        return _("There was nothing more to share.")
    if by_weight:
        return _(
            "Divide each claim by %(divisor)s: that is the share, in whole grams. The grams that"
            " are left go to the largest remainders."
        ) % {"divisor": exactly(step.divisor)}
    return _(
        "Divide each claim by %(divisor)s and round to the nearest whole number: that is the"
        " share. At an exact half, the earlier commitments are rounded up."
    ) % {"divisor": exactly(step.divisor)}


def own_words(account: Account, found: Explanation, *, is_last: bool) -> list[str]:
    """Tell a member why its share is what it is, in sentences with all the numbers."""
    asked = account.firm.claim
    shown = {
        "asked": amount(asked, by_weight=found.by_weight),
        "all": amount(found.firm.asked, by_weight=found.by_weight),
        "came": amount(found.came, by_weight=found.by_weight),
        "share": amount(account.share, by_weight=found.by_weight),
    }
    if account.why is Why.UNDER_MINIMUM:
        return _excluded_words(account, found, shown, is_last=is_last)
    if account.is_flexible:
        return _flexible_words(account, found, shown)
    return [
        _("You asked %(asked)s of %(all)s; %(came)s came.") % shown,
        *_step_words(account, found, found.firm),
    ]


def _excluded_words(
    account: Account, found: Explanation, shown: dict[str, str], *, is_last: bool
) -> list[str]:
    unit = 1000 if found.by_weight else 1
    shown |= {
        "would": amount(account.would_get, by_weight=found.by_weight),
        "minimum": amount(account.claim.minimum * unit, by_weight=found.by_weight),
    }
    return [
        _("You asked %(asked)s; %(came)s came for all.") % shown,
        _("Your share would have been %(would)s, less than the %(minimum)s that you accept.")
        % shown,
        _("So you get nothing of this pool, and your wish rolls over to the next one.")
        if is_last
        else _("So you get nothing yet. When more comes, everything is shared anew."),
    ]


def _flexible_words(account: Account, found: Explanation, shown: dict[str, str]) -> list[str]:
    flexible = found.flexible
    shown |= {
        "more": amount(account.flexible.claim, by_weight=found.by_weight),
        "all_more": amount(flexible.asked, by_weight=found.by_weight),
        "beyond": amount(flexible.came, by_weight=found.by_weight),
    }
    return [
        _("%(came)s came, enough for the %(asked)s that you asked and for everybody else.") % shown,
        _("%(beyond)s were left for those who take more; you would take %(more)s of %(all_more)s.")
        % shown,
        *_step_words(account, found, flexible),
        _("Your share is %(share)s.") % shown,
    ]


def _step_words(account: Account, found: Explanation, step: Step) -> list[str]:
    """Reckon a claim's part of a step before the reader's eyes."""
    portion = account.decisive
    shown = {
        "claim": amount(portion.claim, by_weight=found.by_weight),
        "all": amount(step.asked, by_weight=found.by_weight),
        "came": amount(step.came, by_weight=found.by_weight),
        "share": amount(portion.share, by_weight=found.by_weight),
    }
    if step.divisor == 1:
        return [_("There was enough, so you get all %(share)s.") % shown]
    if step.divisor is None:
        return [_("You keep the %(share)s that you picked up; there was nothing more.") % shown]
    part = Fraction(portion.claim * step.came, step.asked)
    shown |= {
        "part": nearly(part, by_weight=found.by_weight),
        "divisor": exactly(step.divisor),
        "quotient": nearly(portion.quotient, by_weight=found.by_weight),
    }
    words = [_("%(claim)s/%(all)s of %(came)s is %(part)s; you get %(share)s.") % shown]
    if step.divisor != Fraction(step.asked, step.came or 1) or account.why is not Why.NEAREST:
        words.append(
            _("To check: everybody's claim is divided by %(divisor)s. Yours gives %(quotient)s.")
            % shown
        )
    return [*words, _last_words(account.why)] if account.why in _LAST else words


_LAST: dict[Why, Promise] = {
    Why.HALF_UP: __("That is exactly half; the earlier commitments are rounded up, yours too."),
    Why.HALF_DOWN: __("That is exactly half; the earlier commitments were rounded up, yours down."),
    Why.PICKED_UP: __("You had picked up more before, and keep it."),
}


def _last_words(why: Why) -> str:
    return str(_LAST[why])


def left_out_words(excluded: int) -> str:
    """Say how many members are not counted, because they accept no less; "" for none."""
    if not excluded:
        return ""
    return ngettext(
        "%(count)s member would have got less than it accepts, and is not counted.",
        "%(count)s members would have got less than they accept, and are not counted.",
        excluded,
    ) % {"count": whole(excluded)}
