"""How the run trains: play and steps, speed, when it stops, and the engine."""

from functools import partial

from annplayground.gui.panels.training.speed import speed_text
from annplayground.gui.parts import Parts
from annplayground.gui.preferences.settings import Settings


def connect(window: Parts) -> None:
    """Connect the actions and the bar with the controller."""
    actions, controller, training = window.actions_, window.controller, window.training
    for name in ("play", "step_batch", "step_epoch", "back", "reset", "new_start"):
        getattr(actions, name).triggered.connect(getattr(controller, name))
    actions.faster.triggered.connect(training.faster)
    actions.slower.triggered.connect(training.slower)
    training.speedChanged.connect(controller.set_speed)
    training.speedChanged.connect(partial(_remember_speed, window.settings))
    controller.speedChanged.connect(training.show_speed)
    training.rulesChanged.connect(controller.change_rules)
    controller.rulesChanged.connect(training.set_rules)
    window.engine.choiceChanged.connect(controller.use_engine)
    window.engine_notice.noticeRequested.connect(window.toast.say)
    controller.trainingFailed.connect(window.toast.say)


def _remember_speed(settings: Settings, epochs_per_second: float | None) -> None:
    settings.set_text("speed", speed_text(epochs_per_second))
