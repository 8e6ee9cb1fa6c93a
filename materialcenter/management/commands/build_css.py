"""Build the style sheet out of its source and the classes that the templates use."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from materialcenter.supervision import styles


class Command(BaseCommand):
    """Run Tailwind unless the built sheet is fresh."""

    help = "Build the style sheet; nothing is done when it is fresh."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="fail if it is stale, build nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if not styles.is_fresh():
                raise CommandError("The style sheet is stale. Run: uv run manage.py build_css")
            return
        try:
            built = styles.build()
        except styles.BuildFailed as failure:
            raise CommandError(str(failure)) from failure
        if options["verbosity"]:
            self.stdout.write("Built." if built else "Fresh already.")
