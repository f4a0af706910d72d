"""Random Experiments on which the two engines must agree, for hypothesis."""

from hypothesis import assume
from hypothesis import strategies as st

from annplayground.core.choices.activations import hidden_activations
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.experiment import (
    Data,
    Experiment,
    HiddenLayer,
    Network,
    Training,
    possible_losses,
    possible_outputs,
)


@st.composite
def experiments(draw):
    """Any allowed combination whose one epoch does not amplify the last bit by itself: small
    steps, no weights that begin at 0 (where l1 asks for the sign of a rounding error), no kink
    beside a GELU (whose far tail is a rounding error in NumPy's table)."""
    data = Data(
        draw(st.sampled_from(["circle", "spiral", "blobs3", "spiral3", "plane", "hill"])),
        draw(st.sampled_from([20, 50, 160])),
        features=draw(st.sampled_from([("x1", "x2"), ("x1", "x2", "x1x2", "sin_x2")])),
        seed=draw(st.integers(0, 9)),
    )
    hidden = st.builds(
        HiddenLayer, st.sampled_from([1, 3, 4, 7, 8, 13, 64]), st.sampled_from(hidden_activations())
    )
    output = draw(st.sampled_from(possible_outputs(data)))
    layers = draw(st.lists(hidden, max_size=6))
    names = [*(layer.activation for layer in layers), output]
    assume("gelu" not in names or not any("relu" in name for name in names))
    network = Network(tuple(layers), output, seed=draw(st.integers(0, 9)))
    training = Training(
        draw(st.sampled_from(possible_losses(output))),
        0.003,
        draw(st.sampled_from([5, 10, 16, 70, 500])),
        OptimizerChoice(
            draw(st.sampled_from(sorted(OPTIMIZERS))),
            convention=draw(st.sampled_from(["ewa", "classical"])),
            epsilon=1e-3,
        ),
        Regularization(draw(st.sampled_from(["none", "l1", "l2"])), 0.01),
        ScheduleChoice(draw(st.sampled_from(["constant", "step", "exponential", "cosine"]))),
        draw(st.sampled_from([None, 0.05])),
    )
    return Experiment(data, network, training)
