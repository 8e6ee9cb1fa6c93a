"""Ask a part whether it works, without loading the project; for a container's health check.

    python -m materialcenter.supervision.health web ALLOWED_HOSTS
    python -m materialcenter.supervision.health beat REDIS_URL

The exit status is 0 for yes and 1 for no.
"""

import http.client
import sys

import redis

from materialcenter.supervision.pulse import pulse_age_s

_PORT = 8000
_OLDEST_PULSE_S = 30.0


def web_answers(allowed_hosts: str, *, port: int = _PORT) -> bool:
    """Ask /readyz/ under the first name that the site accepts."""
    name = allowed_hosts.partition(",")[0].strip().lstrip(".") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz/", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beat_ticks(redis_url: str) -> bool:
    """Tell whether beat ticked lately."""
    try:
        age_s = pulse_age_s(redis_url)
    except redis.RedisError:
        return False
    return age_s is not None and age_s < _OLDEST_PULSE_S


def main(part: str, argument: str) -> int:
    """Return the exit status."""
    works = web_answers(argument) if part == "web" else beat_ticks(argument)
    return 0 if works else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
