"""Play a weighbridge, so that reading a scale can be tried without one."""

import random
import time
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inventory.scales.simulator import WRITERS, Simulator


class Command(BaseCommand):
    """`manage.py simulate_scale 12460`: send that weight over TCP until Ctrl-C."""

    help = "Play a scale that sends a weight over TCP; give its address to a scale of the depot."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the weight, where to listen and how to behave."""
        parser.add_argument("mass_kg", type=int, help="what lies on the scale, in whole kg")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=4001)
        parser.add_argument("--format", choices=sorted(WRITERS), default="comma")
        parser.add_argument("--restless", action="store_true", help="never come to rest")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send until it is stopped."""
        write, restless = WRITERS[options["format"]], options["restless"]
        mass = Decimal(options["mass_kg"])

        def frame() -> bytes:
            if restless:
                return write(mass + 20 * random.randint(-3, 3), state="US")  # noqa: S311 - a toy
            return write(mass)

        try:
            with Simulator(frame, host=options["host"], port=options["port"]) as scale:
                self.stdout.write(f"{scale.address}?format={options['format']} (Ctrl-C stops)")
                while True:
                    time.sleep(1)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except OSError as error:
            raise CommandError(f"Cannot listen there: {error}") from error
