"""What weighing refuses, with its sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.rules.weighing import WeighingRefused
from inventory.scales import ScaleFailed
from materialcenter.errors import Conflict, Invalid


class BadWeight(Invalid):
    """Weights or deductions that come to no ticket; the code is the rule's."""

    code = "bad_weight"


class ScaleGivesNoWeight(Conflict):
    """The scale was read and gave nothing that can be used; the code is the scale's."""

    code = "scale_failed"


class ScaleReadByEye(Conflict):
    """A scale without an address."""

    code = "scale_read_by_eye"
    sentence = _("Scale %(scale)s is read by eye. Please type what it shows.")


class NoSuchScale(Invalid):
    """A scale that the depot does not have."""

    code = "unknown_scale"
    sentence = _("There is no scale %(scale)s.")


class ScaleNotInUse(Conflict):
    """A scale that was put aside."""

    code = "scale_not_in_use"
    sentence = _("Scale %(scale)s is not in use.")


class NoSuchReading(Invalid):
    """A reading that this scale never gave."""

    code = "unknown_reading"
    sentence = _("This scale gave no such reading. Please read it again.")


class ReadingUsed(Conflict):
    """A reading that another weighing took."""

    code = "reading_used"
    sentence = _("This reading was used for another weighing. Please read the scale again.")


class ReadingTooOld(Conflict):
    """A reading from before the truck may have moved."""

    code = "reading_too_old"
    sentence = _("This reading is too old. Please read the scale again.")


class WeightMissing(Invalid):
    """No weight, or more than one."""

    code = "weight_missing"
    sentence = _("Give one weight: read the scale, type what it shows, or take the tare book's.")


class TareNotInBook(Conflict):
    """A vehicle that was never weighed empty."""

    code = "tare_not_in_book"
    sentence = _("The tare book has no entry for %(vehicle)s. Please weigh it empty.")


class TareBookIsForTares(Invalid):
    """The tare book asked for a loaded weight."""

    code = "tare_book_for_tare_only"
    sentence = _("The tare book knows empty vehicles only; this weighing is the loaded one.")


class BadVehicle(Invalid):
    """No number plate, or too long a one."""

    code = "vehicle_invalid"
    sentence = _("A vehicle has a number plate of at most 20 letters, digits and spaces.")


class VehicleOnTheBridge(Conflict):
    """A vehicle whose ticket is still open."""

    code = "vehicle_on_the_bridge"
    sentence = _("Ticket %(ticket)s of %(vehicle)s is still open. Weigh it again or cancel it.")


class TicketNotOpen(Conflict):
    """A ticket that was issued or cancelled."""

    code = "ticket_not_open"
    sentence = _("Ticket %(ticket)s is no longer open: %(status)s.")


class TicketNotIssued(Conflict):
    """A ticket that cannot be corrected because it was not issued."""

    code = "ticket_not_issued"
    sentence = _("Only an issued ticket is corrected; %(ticket)s is: %(status)s.")


class WeighedTwiceAlready(Conflict):
    """A ticket that has both weighings."""

    code = "ticket_weighed_twice"
    sentence = _("Ticket %(ticket)s has both weighings already.")


class NotWeighedTwice(Conflict):
    """A ticket without its second weighing."""

    code = "ticket_needs_second_weighing"
    sentence = _("Ticket %(ticket)s needs its second weighing first.")


class CorrectedAlready(Conflict):
    """A ticket that another one corrects."""

    code = "ticket_corrected_already"
    sentence = _("Ticket %(ticket)s is corrected by %(by)s already; correct that one.")


class TareKept(Conflict):
    """A ticket whose tare stands in the book, or came from there."""

    code = "tare_kept_already"
    sentence = _("The tare of ticket %(ticket)s is in the tare book already.")


class ScaleCodeTaken(Conflict):
    """Another scale has this code."""

    code = "scale_code_taken"
    sentence = _("There is a scale %(scale)s already.")


class BadScale(Invalid):
    """A scale that could not weigh; `faults` names each."""

    code = "scale_invalid"
    sentence = _("The scale cannot be kept like this.")


SENTENCES: Mapping[str, str | Promise] = {
    "not_positive": _("A weight must be more than zero."),
    "tare_above_gross": _(
        "The empty vehicle would weigh more than the loaded one. Check the weights, and whether"
        " it brings or takes goods."
    ),
    "nothing_weighed": _("Both weighings are the same, so nothing was brought or taken."),
    "deduction_negative": _("A deduction cannot be less than zero."),
    "deductions_over_100": _("Deductions cannot be more than 100 % together."),
    "over_capacity": _("This is more than the scale can weigh."),
    "off_division": _("The scale does not show such a weight; it weighs in steps of its division."),
    "scale_address_invalid": _("The address of this scale is none. Please ask a supervisor."),
    "scale_address_not_allowed": _(
        "The scale's address lies outside the networks where scales may stand."
    ),
    "scale_unreachable": _("The scale does not answer. Read it by eye, or try again."),
    "scale_not_understood": _("What the scale sends is not understood. Please read it by eye."),
    "scale_not_stable": _("The weight does not come to rest. Wait until the truck stands still."),
    "scale_shows_net": _("The scale shows a net weight. Clear its tare, then read it again."),
    "scale_over_range": _("The scale says that it is overloaded."),
}
# Codes of their own, so that a machine tells what is wrong with the weight from the rest.
_CODES = {
    "not_positive": "weight_not_positive",
    "over_capacity": "weight_over_capacity",
    "off_division": "weight_off_division",
}


def bad_weight(refused: WeighingRefused, *, field: str) -> BadWeight:
    """Put a rule's refusal in a person's words."""
    code = _CODES.get(refused.code, refused.code)
    return BadWeight(code=code, sentence=SENTENCES[refused.code], field=field)


def no_weight(failed: ScaleFailed) -> ScaleGivesNoWeight:
    """Put a scale's failure in a person's words."""
    return ScaleGivesNoWeight(code=failed.code, sentence=SENTENCES[failed.code], field="scale")
