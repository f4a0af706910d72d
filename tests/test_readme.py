"""What the README shows is there, and nothing stale lies beside it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there():
    shown = {Path(place).name for place in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)}
    there = {path.name for path in (ROOT / "resources" / "screenshots").iterdir()}
    assert shown == there


def test_every_file_that_is_named_in_a_command_is_there():
    for place in re.findall(r"\bresources/[\w./-]+", README):
        assert (ROOT / place.rstrip(".")).exists(), place
