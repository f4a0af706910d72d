"""The layers of an Experiment, and how they begin."""

from dataclasses import dataclass

from annplayground.core.checks import ExperimentError, check_tuple, check_type, make_plain
from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.settings import check_fields, setting
from annplayground.core.words import translate


@dataclass(frozen=True)
class HiddenLayer:
    """One hidden layer; `alpha` is the parameter of Leaky ReLU and ELU, None for the others."""

    units: int = 4
    activation: str = "tanh"
    alpha: float | None = None

    def __post_init__(self) -> None:
        make_plain(self)
        check_fields("network.hidden", self)
        default = ACTIVATIONS[self.activation].alpha
        if self.alpha is None:
            object.__setattr__(self, "alpha", default)
        elif default is None:
            problem = translate("Refusals", "means nothing to {activation}: leave it out.").format(
                activation=self.activation
            )
            raise ExperimentError(problem, "unused", "alpha")


@dataclass(frozen=True)
class Network:
    """The layers and how they begin.

    `init_scale` multiplies the initial weights, and all biases begin at `init_bias`.
    """

    hidden: tuple[HiddenLayer, ...] = (
        HiddenLayer(4, "tanh"),
        HiddenLayer(2, "leaky_relu"),
    )
    output: str = "sigmoid"
    init: str = "xavier"
    init_scale: float = 1.0
    init_bias: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        make_plain(self)
        check_tuple("hidden", self.hidden)
        most = int(setting("network.hidden").high)
        if len(self.hidden) > most:
            problem = translate("Refusals", "has {n} layers: at most {most} are possible.").format(
                n=len(self.hidden), most=most
            )
            raise ExperimentError(problem, "layers", "hidden", value=len(self.hidden), high=most)
        for index, layer in enumerate(self.hidden):
            check_type(f"hidden[{index}]", layer, HiddenLayer)
        check_fields("network", self)
