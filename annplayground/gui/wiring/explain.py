"""The explanations: what they are about, what they show elsewhere, and what they ask for."""

from functools import partial

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the card of explanations with the diagram, the map and the run."""
    explain, controller = window.explain, window.controller
    window.network.unitChosen.connect(explain.focus_unit)
    window.network.unitReached.connect(explain.reach_unit)
    window.network.weightChosen.connect(explain.focus_weight)
    window.network.layerChosen.connect(explain.focus_layer)
    window.boundary.sampleChosen.connect(explain.focus_example)
    explain.exampleShown.connect(window.boundary.mark_example)
    explain.passShown.connect(window.network.show_pass)
    explain.flowChanged.connect(window.network.show_flow)
    explain.placePointed.connect(window.network.show_place)
    window.network.placePointed.connect(explain.show_place)
    explain.pathShown.connect(window.network.show_path)
    explain.remedyChosen.connect(controller.take_remedy)
    explain.experimentEdited.connect(controller.edit)
    explain.wideRequested.connect(window.stage.widen)
    explain.pauseRequested.connect(partial(controller.play, False))
    explain.stepRequested.connect(controller.step_batch)
    explain.noticeRequested.connect(window.toast.say)
    window.actions_.next_stage.triggered.connect(explain.next_stage)
