"""Tasks for the tests of jobs themselves."""

from materialcenter.jobs import task


@task
def do_nothing() -> None:
    """Finish at once."""
