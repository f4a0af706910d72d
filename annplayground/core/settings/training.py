"""The settings of the training: loss, learning rate, optimizer, penalty and schedule."""

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic
from annplayground.core.choices.optimizers import CONVENTIONS, OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.settings.data import MAX_SAMPLES
from annplayground.core.settings.row import Setting
from annplayground.core.words import translate

MAX_EPOCHS = 10**9

_FAR = translate("Settings", "Near 1 the average reaches far back and moves slowly.")

TRAINING = (
    Setting(
        "training.loss",
        Symbolic(translate("Settings", "Loss {J}")),
        translate("Settings", "What training makes small."),
        choices=lambda: LOSSES,
        symbol=Symbolic("{J}"),
        title="loss",
    ),
    Setting(
        "training.learning_rate",
        translate("Settings", "Learning rate"),
        Symbolic(translate("Settings", "Learning rate {lr}: how far each step moves the weights.")),
        low=1e-9,
        high=1000.0,
        symbol=Symbolic("{lr}"),
    ),
    Setting(
        "training.batch_size",
        translate("Settings", "Batch"),
        translate("Settings", "Samples per step; “full” is the whole training set."),
        low=1,
        high=MAX_SAMPLES,
        whole=True,
        unit=translate("Settings", "samples"),
        # The largest possible batch stays the full one when points are added.
        words={translate("Settings", "full"): MAX_SAMPLES},
    ),
    Setting(
        "training.optimizer.name",
        translate("Settings", "Optimizer"),
        translate("Settings", "How gradients become steps."),
        choices=lambda: OPTIMIZERS,
    ),
    Setting(
        "training.optimizer.convention",
        translate("Settings", "Convention"),
        translate("Settings", "How the average of gradients is weighted."),
        choices=lambda: CONVENTIONS,
    ),
    Setting(
        "training.optimizer.beta",
        "β",
        translate("Settings", "Weight of the past in the average of gradients. {far}").format(
            far=_FAR
        ),
        low=0.0,
        high=0.9999,
        symbol="β",
    ),
    Setting(
        "training.optimizer.rho",
        "ρ",
        translate(
            "Settings", "Weight of the past in the average of squared gradients. {far}"
        ).format(far=_FAR),
        low=0.0,
        high=0.9999,
        symbol="ρ",
    ),
    Setting(
        "training.optimizer.beta1",
        "β₁",
        translate("Settings", "Weight of the past in v, the average of gradients. {far}").format(
            far=_FAR
        ),
        low=0.0,
        high=0.9999,
        symbol="β₁",
    ),
    Setting(
        "training.optimizer.beta2",
        "β₂",
        translate(
            "Settings", "Weight of the past in s, the average of squared gradients. {far}"
        ).format(far=_FAR),
        low=0.0,
        high=0.9999,
        symbol="β₂",
    ),
    Setting(
        "training.optimizer.epsilon",
        "ε",
        translate("Settings", "Added to √s, outside the root, so that nothing is divided by 0."),
        low=1e-15,
        high=1.0,
        symbol="ε",
    ),
    Setting(
        "training.regularization.kind",
        translate("Settings", "Regularisation"),
        Symbolic(translate("Settings", "Penalty on large weights, added to {J}.")),
        choices=lambda: PENALTIES,
    ),
    Setting(
        "training.regularization.rate",
        "λ",
        Symbolic(translate("Settings", "Weight λ of the penalty, added to {J}.")),
        low=0.0,
        high=100.0,
        symbol="λ",
    ),
    Setting(
        "training.schedule.kind",
        translate("Settings", "Learning-rate schedule"),
        translate("Settings", "How the learning rate changes with the epoch."),
        choices=lambda: SCHEDULES,
    ),
    Setting(
        "training.schedule.every",
        translate("Settings", "every"),
        translate("Settings", "Epochs between two steps of the learning rate."),
        low=1,
        high=MAX_EPOCHS,
        whole=True,
        unit=translate("Settings", "epochs"),
        title=translate("Settings", "schedule: every"),
    ),
    Setting(
        "training.schedule.factor",
        translate("Settings", "factor"),
        translate("Settings", "Multiplies the learning rate at every step."),
        low=0.0,
        high=1.0,
        title=translate("Settings", "schedule: factor"),
    ),
    Setting(
        "training.schedule.decay",
        translate("Settings", "decay"),
        translate("Settings", "Multiplies the learning rate after every epoch."),
        low=0.0,
        high=1.0,
        title=translate("Settings", "schedule: decay"),
    ),
    Setting(
        "training.schedule.epochs",
        translate("Settings", "epochs"),
        translate("Settings", "Epochs until the learning rate has come down to 0."),
        low=1,
        high=MAX_EPOCHS,
        whole=True,
        title=translate("Settings", "schedule: epochs"),
    ),
    Setting(
        "training.gradient_clip",
        translate("Settings", "Bound"),
        translate(
            "Settings",
            "The largest norm of the gradient of all weights together; a longer one is "
            "shortened to it.",
        ),
        low=1e-9,
        high=1e9,
        optional=True,
        title=translate("Settings", "gradient bound"),
    ),
)
