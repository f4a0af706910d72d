"""What of the changes from outside a run that begins anew can be given."""

import numpy as np

from annplayground.core.edits import changed
from annplayground.core.experiment import Data, Experiment
from annplayground.core.run.by_hand import ByHand, by_hand
from annplayground.core.run.session import Session

XOR = Experiment(Data("xor", 40))  # 2-4-2-1


def test_weights_set_at_the_start_are_told_by_their_places() -> None:
    run = Session(XOR, "numpy")
    assert by_hand(run.moment) == ByHand()
    before = run.set_weight(1, 1, 3, 0.5)
    run.set_bias(1, 2, -2.0)
    run.set_weight(3, 1, 0, 4.0)
    run.set_bias(3, 0, 1.0)
    wanted = (((1, 1, 3), 0.5), ((1, 2), -2.0), ((3, 1, 0), 4.0), ((3, 0), 1.0))
    assert by_hand(run.moment) == ByHand(wanted)
    run.set_weight(1, 1, 3, before)  # undone
    run.train(epochs=3)
    told = by_hand(run.moment)
    assert told == ByHand(wanted[1:])
    again = Session(XOR, "numpy")
    for (layer, *source, unit), value in told.weights:
        if source:
            again.set_weight(layer, source[0], unit, value)
        else:
            again.set_bias(layer, unit, value)
    again.train(epochs=3)
    for (W, b), (W2, b2) in zip(run.parameters, again.parameters, strict=True):
        assert np.array_equal(W, W2)
        assert np.array_equal(b, b2)


def test_what_was_changed_later_is_said_but_not_of_a_moment_before() -> None:
    for act in (
        lambda run: run.set_weight(1, 0, 0, 0.5),
        lambda run: run.adopt(changed(XOR, "training.learning_rate", 0.5)),
    ):
        run = Session(XOR, "numpy")
        act(run)
        assert not by_hand(run.moment).later  # it is so from the start on
        run.train(epochs=2)
        run.step()
        assert not by_hand(run.moment).later
        run.set_bias(1, 0, 9.0)
        assert by_hand(run.moment).later
        assert not by_hand(run.at(1)).later
