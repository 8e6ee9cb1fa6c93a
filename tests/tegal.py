"""A depot's real first-day spreadsheets, and how tests bring them in."""

from pathlib import Path

from materialcenter.models import ImportRun
from materialcenter.services.importing import import_now
from materialcenter.services.importing.showing import ShownRun, show_run
from tests.cast import NOW, Depot

TEGAL = Path(__file__).parents[1] / "materialcenter" / "demo" / "tegal"
DATA = Path(__file__).parent / "data"

FILES = {
    "catalogue": "01-katalog.xlsx",
    "suppliers": "02-pemasok.xlsx",
    "offers": "03-harga-pemasok.xlsx",
    "workshops": "04-ikm.xlsx",
    "opening_stock": "05-stok-awal.xlsx",
    "issue_history": "06-riwayat-pengeluaran.csv",
    "pool_commitments": "07-pesanan-gabungan.xlsx",
}
WRONG_STOCK = DATA / "05-stok-awal-salah.xlsx"


def bring(
    depot: Depot, kind: str, path: Path | None = None, *, by: str = "sinta", **options: str
) -> ShownRun:
    """Import a file in one go, by default the kind's real one, and show how it went."""
    file = path or TEGAL / FILES[kind]
    return bring_bytes(depot, kind, file.name, file.read_bytes(), by=by, **options)


def bring_bytes(
    depot: Depot, kind: str, name: str, content: bytes, *, by: str = "sinta", **options: str
) -> ShownRun:
    """Import a file's bytes in one go."""
    run = import_now(
        kind=kind, name=name, content=content, options=options, by=depot.person(by), at=NOW
    )
    return show_run(ImportRun.objects.select_related("job").get(pk=run.pk))


def bring_first_day(depot: Depot, *kinds: str) -> None:
    """Import the real files of these kinds, which must be without fault."""
    for kind in kinds:
        shown = bring(depot, kind)
        assert shown.run.status == ImportRun.Status.APPLIED, shown.faults


def counts_of(shown: ShownRun) -> dict[str, int]:
    """Return the numbers of a preview by their names."""
    return {count.name: count.number for count in shown.counts}
