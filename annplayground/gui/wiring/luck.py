"""Many starts in the background, and the explanation that asks for them."""

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect what 'is it luck?' asks for with what trains it."""
    explain, starts = window.explain, window.starts
    explain.startsRequested.connect(starts.begin)
    explain.moreStartsRequested.connect(starts.add)
    explain.startsEndRequested.connect(starts.end)
    explain.seedChosen.connect(window.controller.start_from)
