"""What the timeline says, from long to short."""

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.document.change_names import changes
from annplayground.gui.text import count, percent


def where(epoch: int, newest: int, past: bool) -> tuple[str, ...]:
    """Which epoch is shown."""
    if not past:
        return translate("Timeline", "epoch {n}").format(n=count(newest)), count(newest)
    return translate("Timeline", "epoch {epoch} of {newest}").format(
        epoch=count(epoch), newest=count(newest)
    ), translate("Timeline", "{epoch} of {newest}").format(epoch=count(epoch), newest=count(newest))


def on_the_way(seen: int, epoch: int, share: float | None) -> tuple[str, ...]:
    """Which epoch is seen meanwhile, where the way leads, and how much of it is gone if that is
    worth saying."""
    gone = "" if share is None else f" · {percent(share)}"
    return (
        translate("Timeline", "≈ epoch {seen}, on the way to {epoch}{gone}").format(
            seen=count(seen), epoch=count(epoch), gone=gone
        ),
        f"≈ {count(seen)} → {count(epoch)}{gone}",
    )


def settings_then(then: Experiment, now: Experiment) -> tuple[str, ...]:
    """Which settings that moment had that are others now; none if it had the same."""
    texts = [change.old_text for change in changes(then, now)]
    if not texts:
        return ()
    return (
        translate("Timeline", "then: {changes}").format(changes=", ".join(texts)),
        translate("Timeline", "other settings then"),
        translate("Timeline", "other settings"),
    )


def settings_tip(then: Experiment, now: Experiment) -> str:
    """The same, in full."""
    lines = [change.text for change in changes(then, now)]
    return "\n".join([translate("Timeline", "Settings then → now:"), *lines]) if lines else ""
