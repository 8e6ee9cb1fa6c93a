"""Cutting jobs, plans and remnants as pages, the API and papers show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from inventory.models import Balance, CutJob, CutOutput, CutPlan, Lot, Material, Place
from inventory.rules.cutting.weighing import FLAT, USUAL_KERF_MM, Size, expected_kerf_kg
from inventory.rules.forms import Form
from materialcenter.errors import Missing
from materialcenter.models import Job
from materialcenter.person import Person

TASK = "inventory.tasks.compute_cut_plan"


@dataclass(frozen=True)
class JobView:
    """A job with its outputs, and the kerf loss beside the one that was to be expected."""

    job: CutJob
    outputs: Sequence[CutOutput]
    expected_kerf_kg: Decimal

    @property
    def is_undone(self) -> bool:
        """Say whether the ledger has taken it back."""
        return getattr(self.job.transaction, "reversed_by", None) is not None


def cut_jobs(person: Person) -> QuerySet[CutJob]:
    """Return the jobs a person sees, the newest first, with what a line shows."""
    return CutJob.objects.visible_to(person).select_related(
        "lot__material__grade", "lot__owner", "place", "plan", "cut_by", "transaction__reversed_by"
    )


def job_views(jobs: Sequence[CutJob]) -> list[JobView]:
    """Put outputs beside jobs; one query."""
    outputs: dict[int, list[CutOutput]] = {}
    rows = CutOutput.objects.filter(job__in=jobs).select_related("lot__material")
    for row in rows.order_by("job_id", "line_no"):
        outputs.setdefault(row.job_id, []).append(row)
    return [JobView(job, mine := outputs.get(job.pk, []), _kerf(job, mine)) for job in jobs]


def _kerf(job: CutJob, outputs: Sequence[CutOutput]) -> Decimal:
    parent = job.lot
    material = parent.material
    is_flat = Form(material.form) in FLAT
    length = parent.length_mm or material.length_mm
    if length is None:
        return Decimal(0)
    return expected_kerf_kg(
        [
            (out.lot.received_pieces, Size(out.lot.length_mm, out.lot.width_mm))
            for out in outputs
            if out.lot.length_mm is not None
        ],
        parent=Size(length, (parent.width_mm or material.width_mm) if is_flat else None),
        parent_pieces=job.pieces,
        kg=job.mass_kg,
        kerf_mm=job.plan.kerf_mm if job.plan else USUAL_KERF_MM,
    )


@dataclass(frozen=True)
class Box:
    """A part of a drawn bar or sheet: in mm, and where it lies on the drawing."""

    kind: str  # piece, remnant, scrap
    name: str
    label: str
    x: float
    y: float
    width: float
    height: float
    length_mm: Decimal
    width_mm: Decimal | None
    is_turned: bool = False

    @property
    def middle_x(self) -> float:
        """Return where its name stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def middle_y(self) -> float:
        """Return where its name stands."""
        return round(self.y + self.height / 2, 1)

    @property
    def shows_name(self) -> bool:
        """Say whether its name can be read in it."""
        return self.width >= 26 and self.height >= 18


@dataclass(frozen=True)
class Drawing:
    """One way of cutting, drawn 1000 wide: the boxes, and what it is cut from."""

    number: int
    lot: str
    times: int
    length_mm: Decimal
    width_mm: Decimal | None
    height: float
    boxes: tuple[Box, ...]
    pieces: tuple[tuple[str, int], ...]
    remnants: tuple[Box, ...]

    @property
    def drawn_height(self) -> int:
        """Return the drawing's height with its edge."""
        return round(self.height) + 4


@dataclass(frozen=True)
class PlanView:
    """A plan: its cuts, its drawings, how many whole pieces lie ready, and the oldest lot of them."""

    plan: CutPlan
    cuts: tuple[dict[str, Any], ...]
    drawings: tuple[Drawing, ...]
    in_stock: int
    oldest_lot: str
    done: int
    total: int
    has_failed: bool

    @property
    def is_waiting(self) -> bool:
        """Say whether a worker is still to come back with an answer."""
        return self.plan.status == CutPlan.Status.WAITING and not self.has_failed

    @property
    def result(self) -> dict[str, Any]:
        """Return what was computed, empty before."""
        return self.plan.result or {}

    @property
    def waste_percent(self) -> Decimal | None:
        """Return the part that becomes neither piece nor remnant, in percent."""
        if "used" not in self.result:
            return None
        used = Decimal(self.result["used"])
        kept = Decimal(self.result["wanted"]) + Decimal(self.result["reusable"])
        return (100 * (used - kept) / used).quantize(Decimal("0.1"))

    @property
    def short(self) -> int:
        """Return how many whole pieces are not there."""
        return max(0, int(self.result.get("new_pieces", 0)) - self.in_stock)


def find_plan(person: Person, number: str) -> CutPlan:
    """Find a plan by its number. Raises Missing."""
    plans = CutPlan.objects.visible_to(person).select_related("material__grade", "center")
    found = plans.filter(number=number).first()
    if found is None:
        raise Missing
    return found


_WIDE = 1000.0
_BAR_HEIGHT = 60.0


def plan_view(plan: CutPlan) -> PlanView:
    """Return a plan with its drawings; its material is loaded."""
    job = (
        Job.objects.filter(task=TASK, arguments={"plan_id": plan.pk}).order_by("pk").first()
        if plan.status == CutPlan.Status.WAITING
        else None
    )
    cuts = tuple({**cut, "name": _name(n)} for n, cut in enumerate(plan.wanted))
    patterns = (plan.result or {}).get("patterns", [])
    whole = _whole(plan.material)
    return PlanView(
        plan=plan,
        cuts=cuts,
        drawings=tuple(_drawing(n, row, cuts) for n, row in enumerate(patterns, start=1)),
        in_stock=sum(free for _lot, free in whole),
        oldest_lot=next((lot for lot, free in whole if free), ""),
        done=job.done if job else 0,
        total=job.total if job else 0,
        has_failed=job is not None and job.failed_at is not None,
    )


def _name(n: int) -> str:
    """Name a cut A to Z, then A2, B2 and so on."""
    letter = chr(ord("A") + n % 26)
    return letter if n < 26 else f"{letter}{n // 26 + 1}"


def _whole(material: Material) -> list[tuple[str, int]]:
    """Return the lots of whole pieces, oldest first, and how many of each are free."""
    rows = Balance.objects.filter(
        center_id=material.center_id,
        material_id=material.pk,
        is_saleable=True,
        place__kind=Place.Kind.RACK,
        on_hand_pieces__gt=F("reserved_pieces"),
    )
    free = rows.order_by("received_on", "lot_id", "place_id").values_list(
        "lot__number", "on_hand_pieces", "reserved_pieces"
    )
    return [(lot, on_hand - reserved) for lot, on_hand, reserved in free]


def _drawing(number: int, row: dict[str, Any], cuts: Sequence[dict[str, Any]]) -> Drawing:
    length = Decimal(row["length_mm"])
    width = None if row["width_mm"] is None else Decimal(row["width_mm"])
    scale = _WIDE / float(length)
    height = _BAR_HEIGHT if width is None else float(width) * scale
    placed = [_box(part, scale, height, "piece", cuts[part["cut"]]) for part in row["placed"]]
    left = [
        _box(part, scale, height, "remnant" if part["is_reusable"] else "scrap", None)
        for part in row["left"]
    ]
    counts: dict[str, int] = {}
    for box in placed:
        counts[box.name] = counts.get(box.name, 0) + 1
    return Drawing(
        number=number,
        lot=row["lot"],
        times=row["times"],
        length_mm=length,
        width_mm=width,
        height=height,
        boxes=(*placed, *left),
        pieces=tuple(sorted(counts.items())),
        remnants=tuple(box for box in left if box.kind == "remnant"),
    )


def _box(
    part: dict[str, Any], scale: float, height: float, kind: str, cut: dict[str, Any] | None
) -> Box:
    width_mm = None if part["width_mm"] is None else Decimal(part["width_mm"])
    return Box(
        kind=kind,
        name=cut["name"] if cut else "",
        label=cut["label"] if cut else "",
        x=round(float(part["x_mm"]) * scale + 2, 1),
        y=round(float(part["y_mm"]) * scale + 2, 1),
        width=round(float(part["length_mm"]) * scale, 1),
        height=round(height if width_mm is None else float(width_mm) * scale, 1),
        length_mm=Decimal(part["length_mm"]),
        width_mm=width_mm,
        is_turned=bool(part.get("is_turned")),
    )


def prefilled(plan: CutPlan, pattern: str) -> list[dict[str, Any]]:
    """Return what a job's lines start with for one piece cut by a plan's pattern.

    pattern: its number as drawn, from 1; an unknown one gives nothing.
    """
    rows = (plan.result or {}).get("patterns", [])
    if not (pattern.isascii() and pattern.isdigit() and 1 <= int(pattern[:4]) <= len(rows)):
        return []
    row = rows[int(pattern[:4]) - 1]
    counts: dict[int, int] = {}
    for part in row["placed"]:
        counts[part["cut"]] = counts.get(part["cut"], 0) + 1
    lines = [
        {**_sides(plan.wanted[n]), "kind": "piece", "pieces": count}
        for n, count in sorted(counts.items())
    ]
    lines += [
        {**_sides(part), "kind": "remnant", "pieces": 1}
        for part in row["left"]
        if part["is_reusable"]
    ]
    return lines


def _sides(part: dict[str, Any]) -> dict[str, Any]:
    width = part["width_mm"]
    return {
        "length_mm": Decimal(part["length_mm"]),
        "width_mm": None if width is None else Decimal(width),
        "label": part.get("label", ""),
    }


def find_remnants(
    person: Person,
    *,
    length_mm: Decimal | None = None,
    width_mm: Decimal | None = None,
    thickness_mm: Decimal | None = None,
    grade: str = "",
    material: str = "",
) -> QuerySet[Lot]:
    """Return remnants of which something lies in the yard, the newest first.

    At least so long and so wide, in either direction; None and "" keep all. Quarantined and
    consigned ones are shown too, since somebody may ask for them.
    """
    found = (
        Lot.objects.visible_to(person)
        .in_yard()
        .filter(length_mm__isnull=False)
        .exclude(cut_output__kind=CutOutput.Kind.PIECE)
    )
    if length_mm is not None or width_mm is not None:
        long, wide = length_mm or Decimal(0), width_mm or Decimal(0)
        if width_mm is None:
            found = found.filter(Q(length_mm__gte=long) | Q(width_mm__gte=long))
        else:
            found = found.filter(
                Q(length_mm__gte=long, width_mm__gte=wide)
                | Q(length_mm__gte=wide, width_mm__gte=long)
            )
    if thickness_mm is not None:
        found = found.filter(
            Q(material__thickness_mm=thickness_mm) | Q(material__diameter_mm=thickness_mm)
        )
    if grade:
        found = found.filter(material__grade__code__iexact=grade)
    if material:
        found = found.filter(material__code=material)
    return found.order_by("-pk").with_names()
