"""What one may ask a run as well as its moment, so that a script need not write `.moment` each
time."""

from abc import ABC, abstractmethod

from annplayground.core.chain import ChainRule
from annplayground.core.choices.activations import Array
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.explain import LayerExplanation
from annplayground.core.gradient_check import GradientCheck
from annplayground.core.landscape import Landscape
from annplayground.core.network import LayerPass
from annplayground.core.run.moment import Moment
from annplayground.core.run.snapshot import Preview, Scores


class Questions(ABC):
    """Passes each question on to the `moment`, which says what the answer is."""

    @property
    @abstractmethod
    def moment(self) -> Moment:
        """The network as it is now."""

    @property
    def parameters(self) -> list[tuple[Array, Array]]:
        """Copies of the weights and biases, [(W (n_in, n_out), b (n_out,)), …]."""
        return self.moment.parameters

    def losses(self) -> Scores:
        """See `Moment.losses`."""
        return self.moment.losses()

    def accuracies(self) -> Scores | None:
        """See `Moment.accuracies`."""
        return self.moment.accuracies()

    def confusion(self) -> tuple[Array, Array] | None:
        """See `Moment.confusion`."""
        return self.moment.confusion()

    def forward(self, X: Array) -> list[LayerPass]:
        """See `Moment.forward`."""
        return self.moment.forward(X)

    def predict(self, X: Array) -> Array:
        """See `Moment.predict`."""
        return self.moment.predict(X)

    def gradients(self, X: Array, y: Array) -> list[tuple[Array, Array]]:
        """See `Moment.gradients`."""
        return self.moment.gradients(X, y)

    def explain(self, x: Array, y: Array) -> list[LayerExplanation]:
        """See `Moment.explain`."""
        return self.moment.explain(x, y)

    def chain_rule(
        self, layer: int, i: int, j: int, x: Array, y: Array, most: int = 8
    ) -> ChainRule:
        """See `Moment.chain_rule`."""
        return self.moment.chain_rule(layer, i, j, x, y, most)

    def diagnose(self) -> list[Finding]:
        """See `Moment.diagnose`."""
        return self.moment.diagnose()

    def landscape(self, size: int = 51, directions: str = "random", seed: int = 0) -> Landscape:
        """See `Moment.landscape`."""
        return self.moment.landscape(size, directions, seed)

    def preview(self) -> Preview:
        """See `Moment.preview`."""
        return self.moment.preview()

    def trace(self, layer: int, i: int, j: int) -> Array:
        """See `Moment.trace`."""
        return self.moment.trace(layer, i, j)

    def check_gradient(self, layer: int, i: int, j: int) -> GradientCheck:
        """See `Moment.check_gradient`."""
        return self.moment.check_gradient(layer, i, j)

    def check_gradients(self, most: int = 200) -> GradientCheck:
        """See `Moment.check_gradients`."""
        return self.moment.check_gradients(most)
