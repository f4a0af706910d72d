"""Prints one table with every figure, and writes it as JSON if a file is named."""

import argparse
import json
import platform
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.cases import Figure

PARTS = (
    *("engine", "long_run", "past", "timeline", "compare", "landscape", "sweep", "window", "start"),
)


def main() -> None:
    """Run the parts that are asked for (all by default)."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="F.json", help="write the figures here too")
    options = parser.parse_args()
    figures: list[Figure] = []
    print(f"{platform.machine()}, {_processor()}, Python {platform.python_version()}\n")
    print(f"{'what':<66} {'value':>16} {'peer':>28} {'ratio':>8}  target")
    for part in options.parts or PARTS:
        module = __import__(f"tests.benchmarks.{part}", fromlist=["run"])
        for figure in module.run():
            figures.append(figure)
            print(_line(figure), flush=True)
    if options.json:
        rows = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


def _line(figure: Figure) -> str:
    value = f"{figure.value:,.4g} {figure.unit}" if figure.value < 100 else ""
    value = value or f"{figure.value:,.0f} {figure.unit}"
    peer = "" if figure.peer_value is None else f"{figure.peer} {figure.peer_value:,.4g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.3g}"
    return f"{figure.what:<66} {value:>16} {peer:>28} {ratio:>8}  {figure.target}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} threads" if names else platform.processor()


if __name__ == "__main__":
    main()
