"""THE DOOR: the only way stock changes.

Other apps import this package and `inventory.catalogue`, nothing else of inventory.
Everything here is a @step: the caller's command owns the transaction, has checked who
may do it, and holds its document's lock. Balances are locked by (lot, place), after
documents and before number series.
"""

from inventory.stock.asking import note_got, note_unmet
from inventory.stock.carrying import RackOverloaded, refuse_overload
from inventory.stock.certifying import (
    AlreadyCertified,
    CertificateOfAnotherGrade,
    CertificateOfAnotherHeat,
    CertificateWithdrawn,
    Proof,
    certify,
    certify_heat,
    lock_certificate,
    prove,
    uncertify,
)
from inventory.stock.cutting import (
    CutFromAnother,
    CutWeighsMore,
    NothingCutOff,
    ScrapWorthMore,
    cut,
)
from inventory.stock.errors import (
    AlreadyReversed,
    BeforeArrival,
    FractionOfPiece,
    InTheFuture,
    LateCostStays,
    LotBlocked,
    LotConsigned,
    NotEnoughStock,
    NothingReserved,
    NotPositive,
    PeriodClosed,
    PiecesAndMassDisagree,
    ReversesAnother,
    TooFine,
    TooLight,
    WrongUnit,
)
from inventory.stock.expecting import Coming, expect
from inventory.stock.handing_out import issue_reserved
from inventory.stock.holding_anew import hold_anew, lock_held_by
from inventory.stock.keeping_back import (
    Kept,
    KeptBackAlready,
    NothingToKeepBack,
    check_keeping_back,
    keep_back,
    let_go,
)
from inventory.stock.kept_back import StillKeptBack
from inventory.stock.lead_times import MeasuredLeadTime, keep_lead_times
from inventory.stock.picking import (
    NoSuchLot,
    OtherMaterial,
    OtherSize,
    SameLot,
    lock_held,
    swap,
)
from inventory.stock.posting import post
from inventory.stock.receiving import outside, receive, set_quality
from inventory.stock.reserving import release, reserve
from inventory.stock.revaluing import NothingToRevalue, revalue
from inventory.stock.reversing import reverse
from inventory.stock.suggesting import (
    AlertOver,
    AlertTaken,
    LowStock,
    answer_fell_through,
    lock_alert,
    mark_taken,
    suggest,
)
from inventory.stock.types import (
    Cut,
    CutOff,
    Entry,
    HandOut,
    Held,
    Move,
    Moved,
    NewHold,
    NewLot,
    Posting,
    Revalued,
    Shortage,
    Want,
)

__all__ = [
    "AlertOver",
    "AlertTaken",
    "AlreadyCertified",
    "AlreadyReversed",
    "BeforeArrival",
    "CertificateOfAnotherGrade",
    "CertificateOfAnotherHeat",
    "CertificateWithdrawn",
    "Coming",
    "Cut",
    "CutFromAnother",
    "CutOff",
    "CutWeighsMore",
    "Entry",
    "FractionOfPiece",
    "HandOut",
    "Held",
    "InTheFuture",
    "Kept",
    "KeptBackAlready",
    "LateCostStays",
    "LotBlocked",
    "LotConsigned",
    "LowStock",
    "MeasuredLeadTime",
    "Move",
    "Moved",
    "NewHold",
    "NewLot",
    "NoSuchLot",
    "NotEnoughStock",
    "NotPositive",
    "NothingCutOff",
    "NothingReserved",
    "NothingToKeepBack",
    "NothingToRevalue",
    "OtherMaterial",
    "OtherSize",
    "PeriodClosed",
    "PiecesAndMassDisagree",
    "Posting",
    "Proof",
    "RackOverloaded",
    "Revalued",
    "ReversesAnother",
    "SameLot",
    "ScrapWorthMore",
    "Shortage",
    "StillKeptBack",
    "TooFine",
    "TooLight",
    "Want",
    "WrongUnit",
    "answer_fell_through",
    "certify",
    "certify_heat",
    "check_keeping_back",
    "cut",
    "expect",
    "hold_anew",
    "issue_reserved",
    "keep_back",
    "keep_lead_times",
    "let_go",
    "lock_alert",
    "lock_certificate",
    "lock_held",
    "lock_held_by",
    "mark_taken",
    "note_got",
    "note_unmet",
    "outside",
    "post",
    "prove",
    "receive",
    "refuse_overload",
    "release",
    "reserve",
    "revalue",
    "reverse",
    "set_quality",
    "suggest",
    "swap",
    "uncertify",
]
