"""THE DOOR: the only way stock changes.

Other apps import this package and `inventory.catalogue`, nothing else of inventory.
Everything here is a @step: the caller's command owns the transaction, has checked who
may do it, and holds its document's lock. Balances are locked by (lot, place), after
documents and before number series.
"""

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
    WrongUnit,
)
from inventory.stock.expecting import Coming, expect
from inventory.stock.picking import OtherMaterial, SameLot, lock_held, swap
from inventory.stock.posting import post
from inventory.stock.receiving import outside, receive, reverse, set_quality
from inventory.stock.reserving import issue_reserved, release, reserve
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
    "AlreadyReversed",
    "Coming",
    "Entry",
    "FractionOfPiece",
    "HandOut",
    "Held",
    "InTheFuture",
    "LotBlocked",
    "LotConsigned",
    "Move",
    "Moved",
    "NewLot",
    "NotEnoughStock",
    "NotPositive",
    "NothingReserved",
    "OtherMaterial",
    "PeriodClosed",
    "PiecesAndMassDisagree",
    "Posting",
    "SameLot",
    "Want",
    "WrongUnit",
    "expect",
    "issue_reserved",
    "lock_held",
    "outside",
    "post",
    "receive",
    "release",
    "reserve",
    "reverse",
    "set_quality",
    "swap",
]
