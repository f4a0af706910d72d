"""The settings of the data: other points are another problem, so that every change starts anew."""

from annplayground.core.choices.datasets import DATASETS, LIMIT
from annplayground.core.choices.features import FEATURES
from annplayground.core.settings.row import MAX_SEED, Setting
from annplayground.core.words import translate

MAX_SAMPLES = 5000
# Points in own data reach as far as the map does, and are of two or three classes.
MAX_COORDINATE = LIMIT
MIN_CLASSES, MAX_CLASS = 2, 2

DATA = (
    Setting(
        "data.dataset",
        translate("Settings", "Data set"),
        translate("Settings", "The problem to be learned."),
        live=False,
        choices=lambda: DATASETS,
    ),
    Setting(
        "data.n_samples",
        translate("Settings", "Points"),
        translate("Settings", "Number of points, training and test together."),
        live=False,
        low=10,
        high=MAX_SAMPLES,
        whole=True,
    ),
    Setting(
        "data.noise",
        translate("Settings", "Noise"),
        translate(
            "Settings",
            "Scatter of the points, or of their classes: 0.5 is much. At 0 clouds and moons "
            "keep some of their own.",
        ),
        live=False,
        low=0.0,
        high=1.0,
    ),
    Setting(
        "data.train_fraction",
        translate("Settings", "Train / test"),
        translate(
            "Settings",
            "Share of the points to train on, in %; the others test. At 100 % all of them "
            "train, and there is no test set.",
        ),
        live=False,
        low=0.1,
        high=1.0,
        unit="%",
    ),
    Setting(
        "data.features",
        translate("Settings", "Inputs"),
        translate("Settings", "What the network is fed with, as it is."),
        live=False,
        choices=lambda: FEATURES,
        several=True,
    ),
    Setting(
        "data.seed",
        translate("Settings", "Sample"),
        translate("Settings", "Which points are drawn."),
        live=False,
        low=0,
        high=MAX_SEED,
        whole=True,
        symbol="seed",
        title=translate("Settings", "sample, seed"),
    ),
    Setting(
        "data.points",
        translate("Settings", "Points"),
        translate("Settings", "Own points: x₁, x₂ and the class."),
        live=False,
        low=4,
        high=MAX_SAMPLES,
        count=True,
        title=translate("Settings", "own points"),
    ),
)
