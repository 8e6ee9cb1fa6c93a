"""No secret lies in the project's files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = {"node_modules", "__pycache__", "built"}
SHAPES = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a forge's token": re.compile(r"\b(?:ghp|gho|ghs|github_pat|glpat)[_-]\w{20,}"),
    "a messenger's token": re.compile(r"\b\d{9,10}:AA[\w-]{33}\b|\bxox[abprs]-[\w-]{10,}"),
    "a token of this site": re.compile(r"\bmc_[A-Za-z0-9_-]{40,}"),
    "a web token": re.compile(r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\."),
    "an address with a password": re.compile(r"\b[a-z+]+://[\w.-]*:(?!x@)[^\s${}@/\"']{6,}@"),
    "a password that is written down": re.compile(
        r"(?i)\b(?:secret_key|password|passwd|api_key|auth_token)\b[\"']?\s*[:=]\s*"
        r"[\"'](?=[^\"']*\d)(?=[^\"']*[A-Za-z])[^\"'\s{}$<>]{16,}[\"']"
    ),
}
# Made up, and known to everybody on purpose.
KNOWN = {"0f8Yx-3pQ7dT1mW9vK2cL6rZ4sB8nH5jG7aE-uXoIyPqRtUwVbNmCk"}


def files() -> Iterator[Path]:
    """Give every text file of the project, those with a leading dot beside them."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") for part in parts[:-1]) and parts[0] != ".ci"
        if hidden or OUTSIDE & set(parts) or not path.is_file():
            continue
        yield path


def found_in(text: str) -> list[str]:
    """Return what looks like a secret in a text, by name."""
    return [
        name
        for name, shape in SHAPES.items()
        for match in shape.finditer(text)
        if not any(known in match.group(0) for known in KNOWN)
    ]


class TestFiles:
    def test_hold_no_secret(self) -> None:
        found = []
        for path in files():
            try:
                text = path.read_text()
            except UnicodeDecodeError:
                continue
            found += [f"{path.relative_to(ROOT)}: {name}" for name in found_in(text)]
        assert not found, "\n".join(found)

    def test_leave_local_secrets_out_of_the_repository_and_the_image(self) -> None:
        for name in (".gitignore", ".dockerignore"):
            ignored = (ROOT / name).read_text().split()
            for wanted in (".env", ".data"):
                assert any(line.strip("/") == wanted for line in ignored), f"{wanted} in {name}"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "postgresql://app:" + "hunter2hunter2" + "@db/app",
        'SECRET_KEY = "' + "k3j4h5k3j4h5k3j4h5k3j4" + '"',
        "mc_" + "a1" * 22,
    ],
)
def test_the_search_finds_what_it_looks_for(text: str) -> None:
    assert found_in(text)
