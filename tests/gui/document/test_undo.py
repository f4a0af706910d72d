"""The undo stack alone: merging, the limit, the names of the steps."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.settings import MAX_SAMPLES
from annplayground.gui.document import undo
from annplayground.gui.document.document import Document, untitled
from annplayground.gui.document.steps import DocumentStep, ParameterStep
from annplayground.gui.document.undo import UndoStack

FIRST = Experiment()


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    time = [100.0]
    monkeypatch.setattr(undo.time, "monotonic", lambda: time[0])
    return time


def with_rate(rate):
    return replace(FIRST, training=replace(FIRST.training, learning_rate=rate))


OWN = ((-3.0, 1.0, 0), (2.0, 2.0, 1), (1.0, -2.0, 0), (0.0, 3.0, 1))


FILE = untitled(FIRST)


def document(a, b=None):
    return Document(a, b, FILE)


def change(old, new, **b):
    """One Experiment after another, beside a B that stays or changes: (old, new)."""
    before, after = b.get("b", (None, None))
    return DocumentStep(document(old, before), document(new, after))


def known(value):
    made = Future()
    made.set_result(value)
    return made


def weight(new, old=0.5, place=(1, 0, 1)):
    return ParameterStep(place, known(old), new)


def test_steps_beyond_the_limit_are_forgotten_oldest_first(clock):
    stack = UndoStack()
    for index in range(undo.UNDO_LIMIT + 7):
        clock[0] += 10
        stack.add(change(with_rate(1 + index), with_rate(2 + index)))
    assert len(stack.done) == undo.UNDO_LIMIT == 200
    assert stack.done[0].old.a == with_rate(8)
    assert stack.done[-1].new.a == with_rate(undo.UNDO_LIMIT + 8)


@pytest.mark.parametrize(("seconds", "steps"), [(0.7, 1), (0.9, 2)])
def test_what_follows_quickly_on_the_same_value_is_one_step(clock, seconds, steps):
    for two in (
        (change(with_rate(1), with_rate(2)), change(with_rate(2), with_rate(3))),
        (weight(0.6, old=0.5), weight(0.7, old=0.6)),
    ):
        stack = UndoStack()
        stack.add(two[0])
        clock[0] += seconds
        stack.add(two[1])
        assert len(stack.done) == steps
        assert stack.done[-1].new == two[1].new
        assert stack.done[0].old == two[0].old


def test_what_follows_quickly_on_another_value_is_a_step_of_its_own(clock):
    stack = UndoStack()
    for step in (
        weight(1.0),
        weight(1.0, place=(1, 1)),
        weight(1.0),
        change(FIRST, with_rate(2)),
        weight(2.0),
        change(with_rate(2), with_rate(3)),
    ):
        stack.add(step)
    assert len(stack.done) == 6


def test_after_undo_the_next_change_is_a_step_of_its_own(clock):
    stack = UndoStack()
    stack.add(weight(1.0))
    stack.end_merging()
    stack.add(weight(2.0))
    assert len(stack.done) == 2


def test_what_is_dragged_there_and_back_is_no_step(clock):
    stack = UndoStack()
    stack.add(change(FIRST, with_rate(2)))
    stack.add(change(with_rate(2), FIRST))
    assert stack.names == ("", "")


def test_a_new_step_takes_away_what_could_be_made_again(clock):
    stack = UndoStack()
    stack.undone.append(weight(1.0))
    stack.add(weight(2.0, place=(2, 1, 1)))
    assert stack.undone == []


def named(**changes):
    """The name of the step that makes these changes, each {part: {field: value}}."""
    parts = {part: replace(getattr(FIRST, part), **fields) for part, fields in changes.items()}
    return change(FIRST, replace(FIRST, **parts)).name


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"training": {"learning_rate": 1.0}}, "learning rate 0.03 → 1"),
        ({"training": {"batch_size": 1}}, "batch 10 → 1"),
        ({"training": {"optimizer": OptimizerChoice("adam")}}, "optimizer Gradient descent → Adam"),
        ({"training": {"optimizer": OptimizerChoice(beta=0.5)}}, "β 0.9 → 0.5"),
        ({"training": {"schedule": ScheduleChoice(every=7)}}, "schedule: every 100 → 7"),
        ({"training": {"gradient_clip": 1.0}}, "gradient bound off → 1"),
        ({"data": {"noise": 0.2}}, "noise 0 → 0.2"),
        ({"data": {"train_fraction": 0.2}}, "train / test 50 % → 20 %"),
        ({"data": {"features": ("x1",)}}, "inputs: without x₂"),
        ({"data": {"features": ("x1", "x2", "x1x2")}}, "inputs: with x₁x₂"),
        ({"data": {"features": ("x1x2",)}}, "inputs"),
        ({"network": {"hidden": ()}}, "hidden layers 2 → 0"),
        (
            {"network": {"hidden": (HiddenLayer(7), HiddenLayer(2, "leaky_relu"))}},
            "units of layer 1: 4 → 7",
        ),
        ({"network": {"seed": 7}}, "start, seed 0 → 7"),
        ({"network": {"init": "he"}}, "initial weights Xavier → He"),
        ({"network": {"init_scale": 2.5}}, "factor of the initial weights 1 → 2.5"),
        ({"network": {"init_bias": 0.1}}, "initial bias 0 → 0.1"),
        (
            {"network": {"hidden": (HiddenLayer(4, "elu"), HiddenLayer(2, "leaky_relu"))}},
            "activation of layer 1: tanh → ELU",
        ),
        (
            {"network": {"hidden": (HiddenLayer(4), HiddenLayer(2, "leaky_relu", 0.3))}},
            "parameter of the activation of layer 2: 0.01 → 0.3",
        ),
        ({"network": {"output": "tanh"}, "training": {"loss": "mse"}}, "output Sigmoid → tanh"),
        ({"training": {"loss": "mse"}}, "loss Cross-entropy → Squared error"),
        ({"training": {"batch_size": MAX_SAMPLES}}, "batch 10 → full"),
        ({"training": {"learning_rate": 1e-9}}, "learning rate 0.03 → 10⁻⁹"),
        ({"training": {"optimizer": OptimizerChoice(epsilon=0.1)}}, "ε 10⁻⁸ → 0.1"),
        (
            {"training": {"optimizer": OptimizerChoice(convention="classical")}},
            "convention EWA → Classical",
        ),
        ({"training": {"regularization": Regularization("l2")}}, "regularisation None → L2"),
        ({"training": {"regularization": Regularization(rate=0.02)}}, "λ 0 → 0.02"),
        (
            {"training": {"schedule": ScheduleChoice("step")}},
            "learning-rate schedule Constant → Step",
        ),
        ({"training": {"schedule": ScheduleChoice(decay=0.5)}}, "schedule: decay 0.999 → 0.5"),
        ({"training": {"schedule": ScheduleChoice(epochs=7)}}, "schedule: epochs 1,000 → 7"),
        ({"data": {"n_samples": 40}}, "points 500 → 40"),
        ({"data": {"seed": 7}}, "sample, seed 0 → 7"),
        ({"data": {"dataset": "custom", "points": OWN}}, "data set Circle → Own data"),
    ],
)
def test_a_step_is_named_after_what_it_changes(changes, name):
    assert named(**changes) == name


def test_own_points_are_counted_unless_only_one_was_moved():
    one = FIRST.with_data(replace(FIRST.data, dataset="custom", points=OWN))
    more, moved = (*OWN, (1.0, 1.0, 0)), (*OWN[1:], (1.0, 1.0, 0))
    steps = [change(one, changed(one, "data.points", points)) for points in (more, moved)]
    assert [step.name for step in steps] == ["own points 4 → 5", "own points"]


@pytest.mark.parametrize("name", [n for n in DATASETS if n not in ("custom", "circle")])
def test_a_data_set_names_the_step_also_where_the_output_follows(name):
    made = FIRST.with_data(replace(FIRST.data, dataset=name))
    assert change(FIRST, made).name == f"data set Circle → {DATASETS[name].label}"


def test_a_weight_is_named_as_on_screen_with_its_values():
    assert weight(-0.7, old=0.5, place=(1, 0, 1)).name == "weight W₁[1, 2] 0.5 → −0.7"
    assert weight(1 / 3, old=0.0, place=(11, 2)).name == "bias b₁₁[3] 0 → 0.3333"
    assert ParameterStep((2, 0, 0), Future(), 2.0).name == "weight W₂[1, 1]"


def test_opening_is_named_after_what_was_opened():
    opened = Document(with_rate(2), None, untitled(with_rate(2)))
    assert DocumentStep(document(FIRST), opened).name == "opening untitled"


def test_what_is_of_b_says_so():
    of_b = ParameterStep((1, 0, 1), known(0.5), 0.7, "b")
    assert of_b.name == "B: weight W₁[1, 2] 0.5 → 0.7"
    both = (FIRST, with_rate(2))
    assert change(FIRST, FIRST, b=both).name == "B: learning rate 0.03 → 2"
    assert change(FIRST, with_rate(1), b=both).name == "learning rate 0.03 → 1"
    assert change(FIRST, FIRST, b=(None, FIRST)).name == "comparison with B"
    assert change(FIRST, FIRST, b=(FIRST, None)).name == "end of the comparison"


def test_what_is_done_to_b_is_no_step_of_a_and_its_coming_and_going_are_steps_of_their_own(clock):
    stack = UndoStack()
    for step in (
        change(FIRST, FIRST, b=(None, FIRST)),
        change(FIRST, FIRST, b=(FIRST, None)),
        change(FIRST, FIRST, b=(None, FIRST)),
        change(FIRST, with_rate(2), b=(FIRST, FIRST)),
        change(with_rate(2), with_rate(2), b=(FIRST, with_rate(2))),
        weight(1.0),
        ParameterStep((1, 0, 1), known(0.5), 1.0, "b"),
    ):
        stack.add(step)
    assert len(stack.done) == 7
    stack.forget_parameters(["b"])
    assert [step.name for step in stack.done[5:]] == ["weight W₁[1, 2] 0.5 → 1"]


def test_a_slider_of_b_is_one_step(clock):
    stack = UndoStack()
    for rates in ((1, 2), (2, 3), (3, 4)):
        stack.add(change(FIRST, FIRST, b=tuple(map(with_rate, rates))))
    assert [step.name for step in stack.done] == ["B: learning rate 1 → 4"]
