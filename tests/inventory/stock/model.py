"""The yard in plain Python: what the door must come to, written without looking at it."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

GRAM, CENT = Decimal("0.001"), Decimal("0.01")
Key = tuple[int, int]


class Refused(Exception):
    """The model would not do this."""


@dataclass
class Heap:
    """What lies of a lot on a rack."""

    pieces: int = 0
    mass_kg: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    held_pieces: int = 0
    held_kg: Decimal = Decimal(0)

    @property
    def free(self) -> tuple[int, Decimal]:
        return self.pieces - self.held_pieces, self.mass_kg - self.held_kg


@dataclass
class ModelLot:
    """What the model knows of a lot."""

    material_id: int
    counted: bool
    consigned: bool
    quality: str
    order: int
    whole: bool = True
    parent: int | None = None

    @property
    def issuable(self) -> bool:
        return self.quality == "ok" and not self.consigned

    @property
    def saleable(self) -> bool:
        return self.issuable and self.whole


@dataclass
class Hold:
    """A reservation."""

    holder_id: int
    key: Key
    pieces: int
    mass_kg: Decimal


@dataclass
class Step:
    """A movement that the model made: from_id or to_id None is the outside.

    is_cut: onto the bench, off it, or from it into the loss.
    """

    lot_id: int
    from_id: int | None
    to_id: int | None
    pieces: int
    mass_kg: Decimal
    value: Decimal
    is_cut: bool = False


@dataclass
class Off:
    """What comes off the bench; scrap has a value of its own."""

    rack_id: int
    pieces: int
    mass_kg: Decimal
    scrap_value: Decimal | None = None


@dataclass
class Yard:
    """Heaps by (lot, rack), holds by reservation, transactions by sequence."""

    lots: dict[int, ModelLot] = field(default_factory=dict)
    heaps: dict[Key, Heap] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    written: dict[int, list[Step]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    given_kg: Decimal = Decimal(0)
    given_value: Decimal = Decimal(0)

    def heap(self, lot_id: int, rack_id: int) -> Heap:
        return self.heaps.setdefault((lot_id, rack_id), Heap())

    def part_kg(self, lot_id: int, rack_id: int, pieces: int) -> Decimal:
        """Weigh pieces as their part of what is free there; the last take the rest."""
        free_pieces, free_kg = self.heap(lot_id, rack_id).free
        if pieces > free_pieces:
            raise Refused
        if pieces == free_pieces:
            return free_kg
        return (free_kg * pieces / free_pieces).quantize(GRAM, ROUND_HALF_UP)

    def take(
        self,
        lot_id: int,
        from_id: int,
        to_id: int | None,
        pieces: int,
        mass_kg: Decimal | None,
    ) -> Step:
        """Take what is free from a rack to another or outside."""
        lot, heap = self.lots[lot_id], self.heap(lot_id, from_id)
        if pieces and not lot.counted:
            raise Refused
        if mass_kg is None:
            mass_kg = self.part_kg(lot_id, from_id, pieces)
        free_pieces, free_kg = heap.free
        if pieces > free_pieces or mass_kg > free_kg or mass_kg <= 0:
            raise Refused
        if lot.counted and (pieces == free_pieces) != (mass_kg == free_kg):
            raise Refused
        if to_id is not None and lot.counted and not pieces and not self.heap(lot_id, to_id).pieces:
            raise Refused
        value = self._worth(heap, mass_kg)
        self._remove(heap, pieces, mass_kg, value)
        if to_id is None:
            self.given_kg -= mass_kg
            self.given_value -= value
        else:
            self.put(lot_id, to_id, pieces, mass_kg, value)
        return Step(lot_id, from_id, to_id, pieces, mass_kg, value)

    def put(self, lot_id: int, rack_id: int, pieces: int, mass_kg: Decimal, value: Decimal) -> None:
        heap = self.heap(lot_id, rack_id)
        heap.pieces += pieces
        heap.mass_kg += mass_kg
        heap.value += value

    def bring(
        self, lot_id: int, rack_id: int, pieces: int, mass_kg: Decimal, value: Decimal
    ) -> Step:
        """Take something in from outside."""
        self.put(lot_id, rack_id, pieces, mass_kg, value)
        self.given_kg += mass_kg
        self.given_value += value
        return Step(lot_id, None, rack_id, pieces, mass_kg, value)

    def plan_holds(
        self, material_id: int, wants: list[tuple[int, int, Decimal]]
    ) -> list[tuple[int, Key, int, Decimal]]:
        """Lay wants over the shelves, oldest first; (holder, key, pieces, kg) or Refused."""
        shelf = sorted(
            (
                (self.lots[lot].order, lot, rack, *heap.free)
                for (lot, rack), heap in self.heaps.items()
                if self.lots[lot].material_id == material_id
                and self.lots[lot].saleable
                and heap.free[1] > 0
            ),
        )
        parts: list[tuple[int, Key, int, Decimal]] = []
        taken = {(lot, rack): (0, Decimal(0)) for _order, lot, rack, _p, _k in shelf}
        for holder, pieces, mass_kg in wants:
            left_pieces, left_kg = pieces, mass_kg
            for _order, lot, rack, free_pieces, free_kg in shelf:
                used_pieces, used_kg = taken[lot, rack]
                if pieces:
                    count = min(left_pieces, free_pieces - used_pieces)
                    if count <= 0:
                        continue
                    until = (free_kg * (used_pieces + count) / free_pieces).quantize(
                        GRAM, ROUND_HALF_UP
                    )
                    kg, left_pieces = until - used_kg, left_pieces - count
                else:
                    count, kg = 0, min(left_kg, free_kg - used_kg)
                    if kg <= 0:
                        continue
                    left_kg -= kg
                taken[lot, rack] = (used_pieces + count, used_kg + kg)
                parts.append((holder, (lot, rack), count, kg))
            if left_pieces or left_kg > 0:
                raise Refused
        if any(kg <= 0 for _holder, _key, _count, kg in parts):
            raise Refused
        return parts

    def hold(self, reservation_id: int, holder: int, key: Key, pieces: int, kg: Decimal) -> None:
        heap = self.heaps[key]
        heap.held_pieces += pieces
        heap.held_kg += kg
        self.holds[reservation_id] = Hold(holder, key, pieces, kg)

    def let_go(self, holder_id: int) -> None:
        for pk in [pk for pk, hold in self.holds.items() if hold.holder_id == holder_id]:
            hold = self.holds.pop(pk)
            self.heaps[hold.key].held_pieces -= hold.pieces
            self.heaps[hold.key].held_kg -= hold.mass_kg

    def hand_out(self, reservation_id: int, pieces: int | None) -> Step:
        """Hand a reservation over, wholly (None) or some pieces of it."""
        hold = self.holds[reservation_id]
        lot_id, rack_id = hold.key
        if not self.lots[lot_id].issuable:
            raise Refused
        count, kg = hold.pieces, hold.mass_kg
        if pieces is not None:
            if not 0 < pieces <= hold.pieces:
                raise Refused
            if pieces < hold.pieces:
                count = pieces
                kg = (hold.mass_kg * pieces / hold.pieces).quantize(GRAM, ROUND_HALF_UP)
        if kg <= 0 or (count == hold.pieces) != (kg == hold.mass_kg):
            raise Refused
        heap = self.heaps[hold.key]
        value = self._worth(heap, kg)
        self._remove(heap, count, kg, value)
        heap.held_pieces -= count
        heap.held_kg -= kg
        self.given_kg -= kg
        self.given_value -= value
        hold.pieces -= count
        hold.mass_kg -= kg
        if not hold.mass_kg:
            del self.holds[reservation_id]
        return Step(lot_id, rack_id, None, count, kg, value)

    def onto_bench(
        self, lot_id: int, rack_id: int, pieces: int, mass_kg: Decimal | None, offs: list[Off]
    ) -> tuple[Step, list[Decimal], Decimal]:
        """Take what is cut; return it, what each output is worth, and the kerf."""
        onto = self.take(lot_id, rack_id, None, pieces, mass_kg)
        onto.is_cut = True
        kerf = onto.mass_kg - sum((off.mass_kg for off in offs), Decimal(0))
        weights = [Decimal(0) if off.scrap_value is not None else off.mass_kg for off in offs]
        if kerf < 0 or not any(weights):
            raise Refused
        consigned = self.lots[lot_id].consigned
        worth = [Decimal(0) if consigned else off.scrap_value or Decimal(0) for off in offs]
        rest = onto.value - sum(worth, Decimal(0))
        if rest < 0:
            raise Refused
        cents = int(rest * 100)
        shares = [int(cents * weight / sum(weights)) for weight in weights]
        remainders = [
            cents * w - share * sum(weights) for w, share in zip(weights, shares, strict=True)
        ]
        for n in sorted(range(len(offs)), key=lambda n: (-remainders[n], n))[: cents - sum(shares)]:
            shares[n] += 1
        return onto, [w + Decimal(c) / 100 for w, c in zip(worth, shares, strict=True)], kerf

    def _uncut(self, steps: list[Step]) -> list[Step]:
        """Put pieces, remnants and scrap back into the lot, with what they are worth by now."""
        onto, *off = steps
        born = [step for step in off if step.to_id is not None]
        taken = [
            self.take(step.lot_id, step.to_id or 0, None, step.pieces, step.mass_kg)
            for step in born
        ]
        value = sum((step.value for step in taken), Decimal(0))
        back = self.bring(onto.lot_id, onto.from_id or 0, onto.pieces, onto.mass_kg, value)
        return [back, *taken, *(step for step in off if step.to_id is None)]

    def undo(self, sequence: int) -> list[Step]:
        """Move everything of a transaction back."""
        if sequence in self.undone:
            raise Refused
        if self.written[sequence][0].is_cut:
            back = self._uncut(self.written[sequence])
            self.undone.add(sequence)
            return back
        back = []
        for step in self.written[sequence]:
            if step.to_id is None:
                assert step.from_id is not None
                back.append(
                    self.bring(step.lot_id, step.from_id, step.pieces, step.mass_kg, step.value)
                )
            else:
                back.append(
                    self.take(step.lot_id, step.to_id, step.from_id, step.pieces, step.mass_kg)
                )
        self.undone.add(sequence)
        return back

    @staticmethod
    def _worth(heap: Heap, mass_kg: Decimal) -> Decimal:
        return (heap.value * mass_kg / heap.mass_kg).quantize(CENT, ROUND_HALF_UP)

    @staticmethod
    def _remove(heap: Heap, pieces: int, mass_kg: Decimal, value: Decimal) -> None:
        heap.pieces -= pieces
        heap.mass_kg -= mass_kg
        heap.value -= value
        if heap.pieces and not heap.mass_kg:
            raise Refused
