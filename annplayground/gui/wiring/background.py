"""What is computed in the background, and the explanations that ask for it."""

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect what 'is it luck?' and the landscape ask for with what computes it."""
    explain, starts = window.explain, window.starts
    explain.startsRequested.connect(starts.begin)
    explain.moreStartsRequested.connect(starts.add)
    explain.startsEndRequested.connect(starts.end)
    explain.seedChosen.connect(window.controller.start_from)
    explain.surveyRequested.connect(window.surveys.request)
    explain.changeRequested.connect(window.changes.request)
