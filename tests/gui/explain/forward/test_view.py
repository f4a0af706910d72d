"""Forward propagation in numbers: every neuron is written out, and every equation holds."""

import re

import numpy as np
import pytest
from equations import checked
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.losses import LOSSES
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import read_number
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.forward.text import MOST_TERMS
from annplayground.gui.explain.forward.view import ForwardView
from annplayground.gui.sizes import DESK, presentation
from annplayground.gui.theme import Look
from tests.core.test_chain_rule import COMBINATIONS, make
from tests.toys import TOYS

CLICK = Qt.MouseButton.LeftButton
_IN_NUMBERS = re.compile(r"([za])[₀-₉]+ = [^;\n]*?([^=≈;\n]+)(?=;|$)")
_IN_SYMBOLS = re.compile("z[₀-₉]+ = .*b[₀-₉]+$|a[₀-₉]+ [=≈] .*z[₀-₉]")
HIGH = 9000  # pixels: room for all pages in one


def shown(qtbot, session, size=(620, HIGH), look=None, row=0, layers=99):
    """The view, so many layers on."""
    view = ForwardView()
    qtbot.addWidget(view)
    view.set_look(look or Look())
    view.resize(*size)
    view.show()
    view.show_state(observe(session.moment, 0, Status(), View()), Focus(example=row))
    for _ in range(min(layers, len(session.experiment.sizes))):
        view.advance()
    return view


def text(view):
    return view.sheet.written.text()


def results(view):
    """The numbers at the ends of the equations of z and a, in their order."""
    found, lines = [], text(view).split("\n")
    for k, line in enumerate(lines):
        if _IN_SYMBOLS.match(line):  # the numbers stand below
            told = re.split(" [=≈] ", lines[k + 1])
            found.append((line[0], read_number(told[0])))
        else:
            found += [(name, read_number(told)) for name, told in _IN_NUMBERS.findall(line)]
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_every_neuron_is_written_out_and_every_equation_holds(qtbot, combination, seed):
    rng = np.random.default_rng((seed, *map(ord, "".join(combination))))
    names = hidden_activations()
    hidden = [
        (int(rng.integers(1, 5)), names[rng.integers(len(names))])
        for _ in range(rng.integers(0, 4))
    ]
    session = make(combination, hidden, seed)
    session.train(int(rng.integers(0, 3)))
    row = int(rng.integers(len(session.train_set)))
    view = shown(qtbot, session, row=row)
    explained = session.explain(session.train_set.X[row], session.train_set.y[row])
    units = sum(session.experiment.sizes[1:])
    linear = sum(n for (n, name) in hidden if name == "linear")
    assert checked(text(view)) >= 2 * units - linear - straight(session, explained)
    found = results(view)
    for name in "za":
        expected = np.concatenate([getattr(one, name) for one in explained])
        told = [number for which, number in found if which == name]
        assert told == pytest.approx(expected, rel=5.1e-3)


def straight(session, explained):
    """Units of which a = z is written as such, or f(z) is only near what GELU's table says."""
    count = 0
    for (activation, alpha), one in zip(session.experiment.activations, explained, strict=True):
        if activation.name == "elu" or (activation.name == "leaky_relu" and alpha > 1):
            count += int((one.z > 0).sum())
        if activation.name == "gelu":
            count += int((one.z < -7.0).sum())
        if activation.name == "linear":
            count += len(one.z) * (one is explained[-1])
    return count


@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_j_of_the_example_is_calculated(qtbot, combination):
    for seed, row in ((0, 0), (1, 3), (2, 5)):
        session = make(combination, [(3, "tanh")], seed)
        view = shown(qtbot, session, row=row)
        told = text(view).split("\n")
        at = next(k for k, line in enumerate(told) if line.startswith("J of this example"))
        assert checked(told[at + 2]) == 1
        output = session.forward(session.train_set.X[row : row + 1])[-1]
        loss = LOSSES[session.experiment.training.loss]
        activation = session.experiment.activations[-1][0]
        y = session.train_set.y[row : row + 1]
        J = float(loss.per_sample(activation, output.z, output.a, y)[0])
        assert read_number(told[at + 2].split(" = ")[0]) == pytest.approx(J, rel=5.1e-3)


def test_the_whiteboard_example(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(1, "tanh")])
    features = {"data": {"dataset": "xor"}, "network": {"hidden": [{"units": 1}]}}
    session = Session(Experiment.from_dict(features), "numpy")
    x = session.train_set.X[0]
    session.set_weight(1, 0, 0, 0.5)
    session.set_weight(1, 1, 0, -0.5)
    told = text(shown(qtbot, session, layers=1)).split("\n")
    assert told[1] == "Layer 1, tanh:"
    assert told[2] == "z₁ = W₁[1,1]·x₁ + W₁[2,1]·x₂ + b₁"
    assert re.fullmatch(r".+ = 0\.5·.+ \+ \(−0\.5\)·.+ \+ 0", told[3])
    assert told[4] == "a₁ = tanh(z₁)"
    assert re.fullmatch(r".+ = tanh\(.+\)", told[5])
    assert checked("\n".join(told)) == 2
    z = pytest.approx(0.5 * (x[0] - x[1]), rel=5.1e-3)
    assert float(read_number(told[3].split(" = ")[0])) == z


@pytest.mark.parametrize("bias", [-2000.0, -20.0, 20.0, 2000.0])
@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_a_sure_output_is_written_truly(qtbot, combination, bias):
    session = make(combination, [(2, "tanh")])
    session.set_bias(2, 0, bias)
    for row in range(4):
        told = text(shown(qtbot, session, row=row))
        checked(told)
        assert not re.search(r"ln\(1 − 1(\.0*)?\)", told)


def test_a_new_activation_and_a_new_loss_are_told_too(qtbot, monkeypatch):
    for kind in ("activation", "loss"):
        toy = next(toy for toy in TOYS if toy.kind == kind)
        toy.register(monkeypatch)
        told = text(shown(qtbot, Session(toy.chosen(), engine="numpy")))
        assert toy.entry.label in told
        checked(told)


def test_a_wrong_number_is_noticed(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "tanh")])
    told = text(shown(qtbot, session))
    assert checked(told) >= 6
    with pytest.raises(AssertionError):
        checked(re.sub(r"(= [^\n]*\d) \+ ", r"\1 − ", told, count=1))


# -- step by step -------------------------------------------------------------------------------


def test_one_press_a_layer_and_it_stops_at_the_end(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "tanh")] * 2)
    view = shown(qtbot, session, layers=0)
    flows = []
    view.flowChanged.connect(flows.append)
    for reached in (1, 2, 3, 3, 3):
        view.advance()
        assert view.reached == reached
        assert text(view).count("tanh:") == min(reached, 2)
        assert ("J of this example" in text(view)) == (reached == 3)
        assert view.next.isEnabled() == (reached < 3)
    assert [len(flow) for flow in flows] == [2, 3, 4]


def test_from_the_inputs_begins_again(qtbot):
    view = shown(qtbot, make(("xor", "sigmoid", "cross_entropy"), [(2, "tanh")]))
    qtbot.mouseClick(view.play, CLICK)
    assert view.reached == 0
    view._timer.setInterval(0)
    qtbot.waitUntil(lambda: view.reached == 2 and not view._timer.isActive())


@pytest.mark.parametrize("layers", [1, 6, 10])
@pytest.mark.parametrize(
    ("size", "sizes"),
    [((424, 230), DESK), ((600, 560), DESK), ((590, 470), presentation(720))],
    ids=["low", "desk", "projector"],
)
def test_all_layers_are_on_pages_and_none_is_cut(qtbot, layers, size, sizes):
    session = make(("blobs3", "softmax", "cross_entropy"), [(8, "tanh")] * layers)
    view = shown(qtbot, session, size, Look(size=sizes), layers=0)
    written = view.sheet.written
    for layer in range(1, layers + 2):
        view.advance()
        name = "Output, Softmax:" if layer > layers else f"Layer {layer}, tanh:"
        assert name in text(view)  # the page on which the new layer begins
    seen = []
    view.pager.begin()
    for page in range(view.pager.count):
        assert view.pager.page == page
        view.grab()
        assert sum(row.height for row in written._pages[page]) <= written.height()
        for row in written._pages[page]:
            part, left, width = row.places[-1]
            assert left + width <= written.width(), part
            seen += [part for part, *_ in row.places]
        view.pager.turn()
    assert seen == [part for block in written.blocks for line in block for part in line]
    told = written.whole_text
    assert told.count("z₈ = ") == layers
    assert told.count("a₃ = ") == layers + 1


def test_a_wide_layer_is_written_with_its_largest_terms(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(64, "tanh"), (64, "tanh")])
    view = shown(qtbot, session, layers=2)
    told = text(view)
    assert "Layer 1" not in told  # what comes before the newest layer of a large network
    assert checked(told) == 2 * 64
    assert told.count(" is the sum of the 49 smallest terms") == 64
    z = session.explain(session.train_set.X[0], session.train_set.y[0])[1].z
    assert [n for name, n in results(view) if name == "z"] == pytest.approx(z, rel=5.1e-3)
    line = next(line for line in told.split("\n") if line.startswith("z₁ = "))
    assert line.count("·") == MOST_TERMS - 1


def test_every_activation_has_a_form_of_its_own(qtbot):
    for name in ACTIVATIONS:
        if name in ("softmax", "linear"):
            continue
        session = make(("xor", "sigmoid", "mse"), [(4, name)])
        told = text(shown(qtbot, session, layers=1))
        assert " of " not in told
        assert checked(told) >= 4


def test_numbers_that_change_are_not_measured_anew(qtbot):
    """A frame asks the font for few widths: that cost most of it."""
    session = make(("xor", "sigmoid", "cross_entropy"), [(8, "tanh"), (8, "tanh")])
    view = shown(qtbot, session)
    for k in range(3):
        session.train(1)
        view.show_state(observe(session.moment, 0, Status(), View()), Focus())
        if k == 0:
            typography = view.sheet.written._type
            before = len(typography._widths)
    assert view.sheet.written._type is typography
    parts = [part for block in view.sheet.written.blocks for line in block for part in line]
    assert len(parts) > 200
    assert len(typography._widths) - before < 0.1 * len(parts)
    for part in parts[:80]:  # and what it remembers is how wide the text is
        asked = QFontMetricsF(typography.font(part, 1.0)).horizontalAdvance(part.number)
        assert typography.width(part.number, part, 1.0) == pytest.approx(asked, abs=0.01)
