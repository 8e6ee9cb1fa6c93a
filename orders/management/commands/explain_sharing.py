"""Compute a pool's sharing again from what was stored with it, and say why everybody got what."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from materialcenter.formats import moment
from materialcenter.supervision.progress import terminal_language
from orders.documents.sharing_words import REASONS, amount, how_words
from orders.models import Pool
from orders.reports.pools.sharing import Difference, Proof, proofs_of
from orders.rules.explaining import Account, Explanation


class Command(BaseCommand):
    """`manage.py explain_sharing POOL`: exit code 1 when a stored share does not follow."""

    help = "Prove each round of a pool's sharing from its stored inputs and rule, with the reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the pool's number, and a material or workshop to look at alone."""
        parser.add_argument("pool", help="the pool's number")
        parser.add_argument("--center", default="", help="its center's code, where numbers meet")
        parser.add_argument("--material", default="", help="one material's code")
        parser.add_argument("--workshop", default="", help="print one workshop's rows only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every round with its reasons, then what differs."""
        with translation.override(terminal_language()):
            proofs = proofs_of(
                _pool(options["pool"], options["center"]), material=options["material"]
            )
            if not proofs:
                raise CommandError(_("Nothing of this was shared out yet."))
            for proof in proofs:
                self._print(proof, options["workshop"])
            wrong = [
                f"{_name(proof)}: {_words(difference, proof)}"
                for proof in proofs
                for difference in proof.differences
            ]
            if wrong:
                raise CommandError(
                    "\n".join([_("This does not follow from what was stored:"), *wrong])
                )
            self.stdout.write(_("Every share follows from its stored inputs."))

    def _print(self, proof: Proof, workshop: str) -> None:
        allocation, found = proof.allocation, proof.explanation
        self.stdout.write(
            f"{_name(proof)}, {moment(allocation.allocated_at)}, {allocation.rule_version}"
        )
        if found is None:
            return
        self.stdout.write(
            _("  asked %(asked)s, came %(came)s, for the depot %(left)s")
            % {
                "asked": amount(found.asked, by_weight=found.by_weight),
                "came": amount(found.came, by_weight=found.by_weight),
                "left": amount(found.left_over, by_weight=found.by_weight),
            }
        )
        self.stdout.write("  " + how_words(found.firm, by_weight=found.by_weight))
        for account in found.accounts:
            code = proof.codes.get(account.claim.key, account.claim.key)
            if workshop in {"", code}:
                self.stdout.write(f"  {code}: {_row(account, found)}")


def _pool(number: str, center: str) -> Pool:
    pools = Pool.objects.filter(number=number)
    found = list(pools.filter(center__code=center) if center else pools)
    if len(found) != 1:
        raise CommandError(
            _("Several centers have a pool of this number; name one with --center.")
            if found
            else _("There is no pool %(number)s.") % {"number": number}
        )
    return found[0]


def _name(proof: Proof) -> str:
    return _("%(material)s, round %(round)s") % {
        "material": proof.allocation.pool_material.material.code,
        "round": proof.allocation.round,
    }


def _row(account: Account, found: Explanation) -> str:
    unit = 1000 if found.by_weight else 1
    asked = amount(account.claim.firm * unit, by_weight=found.by_weight)
    if account.claim.flexible:
        asked += " + " + amount(account.claim.flexible * unit, by_weight=found.by_weight)
    return _("asked %(asked)s, gets %(share)s (%(why)s)") % {
        "asked": asked,
        "share": amount(account.share, by_weight=found.by_weight),
        "why": REASONS[account.why],
    }


def _words(difference: Difference, proof: Proof) -> str:
    by_weight = bool(proof.explanation and proof.explanation.by_weight)
    shown = {
        "workshop": difference.workshop,
        "stored": amount(difference.stored, by_weight=by_weight),
        "computed": amount(difference.computed, by_weight=by_weight),
    }
    return {
        "inputs": _("its inputs or its rule cannot be read"),
        "received": _("came: stored %(stored)s, by the inputs %(computed)s"),
        "left_over": _("for the depot: stored %(stored)s, by the rule %(computed)s"),
        "share": _("%(workshop)s: stored %(stored)s, by the rule %(computed)s"),
        "rolled_over": _("%(workshop)s: whether it rolls over is not as the rule says"),
        "member": _("%(workshop)s stands in only one of the inputs and the stored shares"),
    }[difference.what] % shown
