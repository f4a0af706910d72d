"""What an engine is: it trains one Experiment on its samples, and knows what came of it."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import Loss
from annplayground.core.engines.state import Progress, State
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.network import Layer, LayerGradient, LayerPass
from annplayground.core.samples import Samples

MAX_EPOCHS = 4096  # in one call of `run`: what a caller who asks for more must repeat


class Engine(Protocol):
    """Both engines are such. Each step is the same to 12 digits (long runs may part)."""

    name: ClassVar[str]
    holds_gil: ClassVar[bool]  # whether, while it trains, nothing else in Python runs

    experiment: Experiment
    train: Samples
    test: Samples
    x_train: Array  # (n_train, n_inputs), what the network is fed with
    x_test: Array
    loss: Loss

    def __init__(self, experiment: Experiment, train: Samples, test: Samples) -> None: ...

    @staticmethod
    def lacks(experiment: Experiment) -> str | None:
        """Why this engine cannot train an experiment, in the words after a colon; None: it can."""

    def run(
        self,
        state: State,
        batches: int,
        rules: StopRules = NEVER,
        max_epochs: int = MAX_EPOCHS,
        stride: int = 0,
    ) -> Progress:
        """Train at most this many mini-batches and epochs; end earlier after an epoch that meets a
        rule or whose J is not finite, or before a step that would not be finite. The states at
        the end of epochs that are multiples of `stride` are kept (0: none)."""

    def learning_rate(self, epoch: int) -> float:
        """The learning rate of an epoch, schedule included."""

    def next_batch(self, state: State) -> NDArray[np.int64]:
        """Rows of the training set that the next step will use; the last batch may be short."""

    def gradient(
        self, layers: Sequence[Layer], rows: NDArray[np.int64]
    ) -> tuple[list[LayerPass], list[LayerGradient], Array]:
        """Forward and backward pass of a mini-batch, and its gradient g (n_parameters,), penalty
        included."""

    def update(self, state: State, g: Array) -> Array:
        """The step to subtract from the parameters; the optimizer's memory moves on."""

    def evaluate(self, state: State, x: Array, samples: Samples) -> tuple[float, float]:
        """Data loss J and accuracy (NaN for regression) on the training or the test set; NaN both
        if it is empty."""

    def losses(self, vectors: Array) -> Array:
        """The data loss J (k,) on the training set for vectors of all parameters (k,
        n_parameters)."""

    def row(self, state: State) -> Array:
        """The row of the history for these parameters before any training: losses and accuracies,
        and NaN for what the layers would measure."""

    def objective(self, parameters: Array) -> float:
        """What training makes smaller: J on the training set, penalty included."""

    def maps(self, parameters: Array, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on;
        0 are the inputs, −1 is the output alone."""
