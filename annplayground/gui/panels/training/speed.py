"""The speeds that one can choose, in epochs a second, and how a speed is written."""

from annplayground.core.words import translate
from annplayground.gui.text import count, number, plural

# Below 1, an epoch can be followed mini-batch by mini-batch; None is as fast as possible.
SPEEDS: tuple[float | None, ...] = (0.2, 0.5, 1, 2, 5, 10, 30, 100, 300, 1000, None)
FIRST_SPEED = 30.0
# A speed at which the mini-batches of an epoch can be counted by eye.
SLOW = 1.0
# Training that reaches less than this share of the chosen speed cannot keep up with it.
_KEPT = 0.8


def position_of(speed: float | None) -> int:
    """The position among `SPEEDS` that is nearest to a speed."""
    if speed is None:
        return len(SPEEDS) - 1
    limited = [limit for limit in SPEEDS if limit is not None]
    return min(range(len(limited)), key=lambda k: abs(limited[k] - speed))


def speed_text(speed: float | None) -> str:
    """A speed as it is remembered: its number, or max."""
    return "max" if speed is None else f"{speed:g}"


def read_speed(text: str) -> float | None:
    """The speed of a remembered text; the first one if it is none of them."""
    return {speed_text(speed): speed for speed in SPEEDS}.get(text, FIRST_SPEED)


def speed_words(speed: float | None, reached: float = 0.0, brief: bool = False) -> str:
    """The chosen speed and, where it differs, what training reaches (0: not known): 30 epochs/s,
    max 2,870 /s, or 21 of 30 /s; in brief 30 /s or 2,870 /s."""
    if speed is None:
        if not reached:
            return translate("Training", "max")
        return (
            translate("Training", "{n} /s") if brief else translate("Training", "max {n} /s")
        ).format(n=rate(reached))
    if 0 < reached < _KEPT * speed:
        return translate("Training", "{reached} of {wanted} /s").format(
            reached=rate(reached), wanted=rate(speed)
        )
    if brief:
        return translate("Training", "{n} /s").format(n=rate(speed))
    return plural(
        speed, translate("Training", "{n} epoch/s"), translate("Training", "{n} epochs/s")
    ).format(n=rate(speed))


def rate(epochs_per_second: float) -> str:
    """Three digits, thousands apart: 2,870; below 10 two."""
    rounded = float(f"{epochs_per_second:.3g}")
    return count(rounded) if rounded >= 10 else number(rounded, 2)
