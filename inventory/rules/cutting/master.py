"""The choice among ways of cutting one piece: how often each, for the least material.

A linear program and its whole-number twin, solved by HiGHS. Never here: how a way of
cutting is found (bars.py, sheets.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from inventory.rules.cutting.task import Task

Column = tuple[int, ...]
# What one missing piece costs, in whole pieces: more than any way of cutting it.
_MISSING = 100.0
_SEED = 20


@dataclass(frozen=True)
class Way:
    """A way of cutting one piece of a source; counts per cut. layout: for sheets only.

    layout: (cut, x, y, is_turned) for each piece, in the task's units.
    """

    source: int
    counts: tuple[int, ...]
    layout: tuple[tuple[int, int, int, bool], ...] = ()


@dataclass(frozen=True)
class Prices:
    """What one more piece of each cut, of each source, and of a whole piece is worth.

    times: how often each way is cut, in parts too.
    """

    cuts: tuple[float, ...]
    sources: tuple[float, ...]
    whole: float
    times: tuple[float, ...]


@dataclass(frozen=True)
class Choice:
    """How often each way is cut. missing: pieces that no way could cut.

    is_least: whether the solver proved that no other choice among the ways costs less.
    """

    times: tuple[int, ...]
    missing: int
    is_least: bool


def price(task: Task, ways: Sequence[Way], costs: Sequence[float], most_whole: int) -> Prices:
    """Solve the linear program; costs: per source. Returns its shadow prices."""
    solver = _solver(task, ways, costs, most_whole)
    solver.run()
    solution = solver.getSolution()
    duals = solution.row_dual
    cuts, sources = len(task.items), len(task.sources)
    return Prices(
        tuple(max(0.0, float(dual)) for dual in duals[:cuts]),
        tuple(min(0.0, float(dual)) for dual in duals[cuts : cuts + sources]),
        min(0.0, float(duals[cuts + sources])),
        tuple(float(value) for value in solution.col_value[: len(ways)]),
    )


def choose(
    task: Task,
    ways: Sequence[Way],
    costs: Sequence[float],
    most_whole: int,
    *,
    seconds: float,
    start: Sequence[int] | None = None,
    enough: float | None = None,
) -> Choice | None:
    """Solve it in whole numbers; None where none was found in time.

    start: a choice that is known, to begin from. enough: a cost with which the search ends,
    since nothing costs less.
    """
    solver = _solver(task, ways, costs, most_whole)
    columns = len(ways) + len(task.items)
    kinds = np.full(columns, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), kinds)
    if seconds < highspy.kHighsInf:
        solver.setOptionValue("time_limit", max(0.1, seconds))
    if enough is not None:
        solver.setOptionValue("objective_target", enough + 1e-6)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = [float(value) for value in start] + [0.0] * len(task.items)
        solver.setSolution(known)
    solver.run()
    if solver.getInfo().primal_solution_status != 2:
        return None
    values = [round(value) for value in solver.getSolution().col_value]
    is_least = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Choice(tuple(values[: len(ways)]), sum(values[len(ways) :]), is_least)


def _solver(
    task: Task, ways: Sequence[Way], costs: Sequence[float], most_whole: int
) -> highspy.Highs:
    """Build the program: a row per cut, a row per source, a row for whole pieces."""
    cuts, sources = len(task.items), len(task.sources)
    program = highspy.HighsLp()
    program.num_col_ = len(ways) + cuts
    program.num_row_ = cuts + sources + 1
    program.col_cost_ = np.array([*(costs[way.source] for way in ways), *[_MISSING] * cuts])
    program.col_lower_ = np.zeros(program.num_col_)
    program.col_upper_ = np.full(program.num_col_, highspy.kHighsInf)
    program.row_lower_ = np.array([*task.demand, *[-highspy.kHighsInf] * (sources + 1)])
    limits = [source.pieces for source in task.sources]
    program.row_upper_ = np.array([*[highspy.kHighsInf] * cuts, *limits, most_whole])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    starts, rows, values = _matrix(task, ways)
    program.a_matrix_.start_, program.a_matrix_.index_ = starts, rows
    program.a_matrix_.value_ = values
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs lack __init__
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    # One thread and one seed, so that the same list gives the same plan again.
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", _SEED)
    solver.passModel(program)
    return solver


def _matrix(
    task: Task, ways: Sequence[Way]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    cuts, sources = len(task.items), len(task.sources)
    starts, rows, values = [0], list[int](), list[float]()
    for way in ways:
        for row, count in enumerate(way.counts):
            if count:
                rows.append(row)
                values.append(count)
        rows.append(cuts + way.source)
        values.append(1)
        if not task.sources[way.source].is_remnant:
            rows.append(cuts + sources)
            values.append(1)
        starts.append(len(rows))
    for row in range(cuts):
        rows.append(row)
        values.append(1)
        starts.append(len(rows))
    return (
        np.array(starts, dtype=np.int32),
        np.array(rows, dtype=np.int32),
        np.array(values, dtype=np.float64),
    )
