"""THE DOOR: the only way stock changes.

Other apps import this package and `inventory.catalogue`, nothing else of inventory.
Everything here is a @step: the caller's command owns the transaction, has checked who
may do it, and holds its document's lock. Balances are locked by (lot, place), after
documents and before number series.
"""

from inventory.stock.carrying import RackOverloaded, refuse_overload
from inventory.stock.certifying import certify
from inventory.stock.errors import (
    AlreadyReversed,
    FractionOfPiece,
    InTheFuture,
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
from inventory.stock.picking import NoSuchLot, OtherMaterial, SameLot, lock_held, swap
from inventory.stock.posting import post
from inventory.stock.receiving import outside, receive, reverse, set_quality
from inventory.stock.reserving import release, reserve
from inventory.stock.suggesting import (
    AlertOver,
    AlertTaken,
    LowStock,
    lock_alert,
    mark_taken,
    suggest,
)
from inventory.stock.types import (
    Entry,
    HandOut,
    Held,
    Move,
    Moved,
    NewLot,
    Posting,
    Want,
)

__all__ = [
    "AlertOver",
    "AlertTaken",
    "AlreadyReversed",
    "Coming",
    "Entry",
    "FractionOfPiece",
    "HandOut",
    "Held",
    "InTheFuture",
    "LotBlocked",
    "LotConsigned",
    "LowStock",
    "Move",
    "Moved",
    "NewLot",
    "NoSuchLot",
    "NotEnoughStock",
    "NotPositive",
    "NothingReserved",
    "OtherMaterial",
    "PeriodClosed",
    "PiecesAndMassDisagree",
    "Posting",
    "RackOverloaded",
    "ReversesAnother",
    "SameLot",
    "TooFine",
    "TooLight",
    "Want",
    "WrongUnit",
    "certify",
    "expect",
    "issue_reserved",
    "lock_alert",
    "lock_held",
    "mark_taken",
    "outside",
    "post",
    "receive",
    "refuse_overload",
    "release",
    "reserve",
    "reverse",
    "set_quality",
    "suggest",
    "swap",
]
