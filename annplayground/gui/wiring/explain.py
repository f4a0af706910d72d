"""The explanations: what they are about, what they show elsewhere, and what they ask for."""

from collections.abc import Callable
from functools import partial

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.document.comparing import Comparing
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.parts import Parts
from annplayground.gui.plots.boundary.card import BoundaryCard


def connect(window: Parts) -> None:
    """Connect the card of explanations with the diagram, the map and the run."""
    explain, controller = window.explain, window.controller
    explain_of("a", window, window.network, window.boundary)
    explain.remedyChosen.connect(window.comparing.take_remedy)
    explain.besideRequested.connect(controller.compare)
    explain.experimentEdited.connect(window.comparing.edit)
    explain.wideRequested.connect(window.stage.widen)
    explain.pauseRequested.connect(partial(controller.play, False))
    explain.stepRequested.connect(controller.step_batch)
    explain.noticeRequested.connect(window.toast.say)
    window.actions_.next_stage.triggered.connect(explain.next_stage)


def explain_of(
    side: SessionName, window: Parts, network: NetworkCard, boundary: BoundaryCard
) -> None:
    """Connect the explanations with a diagram and a map: what is chosen there is explained of that
    side, and what is explained is shown there."""
    explain = window.explain
    for chosen, focus in (
        (network.unitChosen, explain.focus_unit),
        (network.unitReached, explain.reach_unit),
        (network.weightChosen, explain.focus_weight),
        (network.layerChosen, explain.focus_layer),
        (boundary.sampleChosen, explain.focus_example),
    ):
        chosen.connect(partial(_focus, window.comparing, side, focus))
    explain.exampleShown.connect(boundary.mark_example)
    explain.passShown.connect(network.show_pass)
    explain.flowChanged.connect(network.show_flow)
    explain.pathShown.connect(network.show_path)
    explain.placePointed.connect(network.show_place)
    network.placePointed.connect(explain.show_place)


def _focus(
    comparing: Comparing, side: SessionName, focus: Callable[..., None], *place: int
) -> None:
    comparing.choose(side)
    focus(*place)
