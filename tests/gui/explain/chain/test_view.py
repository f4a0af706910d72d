"""The chain rule on screen: every equation is read back and holds, and nothing is cut."""

import math
import re
from itertools import groupby

import numpy as np
import pytest
from equations import NUMBER, checked, value
from PySide6.QtCore import Qt

from annplayground.core.chain import Factor
from annplayground.core.choices.activations import hidden_activations
from annplayground.core.run.observe import LISTED_PATHS, observe
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.chain.paths import symbol_of
from annplayground.gui.explain.chain.product_bars import ProductBars
from annplayground.gui.explain.chain.view import MOST_PRESENTED, ChainView
from annplayground.gui.explain.equations.digits import MANY, enough, read
from annplayground.gui.explain.focus import Focus
from annplayground.gui.sizes import DESK, PRESENTATION, presentation
from annplayground.gui.text import number
from annplayground.gui.theme import Look
from tests.core.test_chain_rule import COMBINATIONS, make

CLICK = Qt.MouseButton.LeftButton
_NUMBER = rf"\(?−?{NUMBER}\)?"
_PRODUCT = re.compile(rf"{_NUMBER} = {_NUMBER}( · {_NUMBER})+")
HIGH = 4000  # pixels: room for all pages in one


def random_network(combination, seed):
    """A Session with up to three hidden layers, and the focus on one of its weights."""
    rng = np.random.default_rng((seed, *map(ord, "".join(combination))))
    names = hidden_activations()
    hidden = [
        (int(rng.integers(1, 5)), names[rng.integers(len(names))])
        for _ in range(rng.integers(0, 4))
    ]
    session = make(combination, hidden, seed)
    session.train(int(rng.integers(0, 4)))
    sizes = session.experiment.sizes
    layer = int(rng.integers(1, len(sizes)))
    unit, source = int(rng.integers(sizes[layer])), int(rng.integers(sizes[layer - 1]))
    return session, Focus(layer, unit, source, int(rng.integers(len(session.train_set))))


def shown(qtbot, session, focus, size=(620, HIGH), look=None):
    """The view of this weight."""
    view = ChainView()
    qtbot.addWidget(view)
    view.set_look(look or Look())
    view.resize(*size)
    view.show()
    snapshot = observe(session.moment, 0, Status(), View(chain=focus.place))
    view.show_state(snapshot, focus)
    return view


def text(view):
    return view.sheet.written.text()


def rest(view):
    """(how many, their share) of the paths that are not written out, as the sum has them."""
    lines = text(view).split("\n")
    k = next(k for k, line in enumerate(lines) if "is the sum over" in line)
    return lines[k + 1].split(" + ")[-1], read(lines[k + 2].split(" + ")[-1])


def rule_of(view):
    return view.snapshot.chain


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_every_equation_holds(qtbot, combination, seed):
    session, focus = random_network(combination, seed)
    view = shown(qtbot, session, focus)
    assert text(view) == view.sheet.written.whole_text
    rule = rule_of(view)
    # Each path, their sum where there are several, the share of the mean, and the notes' form.
    assert checked(text(view)) >= len(rule.paths) + (rule.n_paths > 1) + 2


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_whoever_multiplies_and_adds_arrives_at_the_numbers_that_are_written(
    qtbot, combination, seed
):
    """To a unit of the third digit, unless more than seven digits would have to be shown."""
    session, focus = random_network(combination, seed)
    view = shown(qtbot, session, focus)
    rule, lines = rule_of(view), text(view).split("\n")
    bold = number(rule.value)
    products = [line for line in lines if _PRODUCT.fullmatch(line)]
    if rule.n_paths > 1:
        assert re.search(r"dJ/dW\S+ = (.+) over \d+ paths", text(view))[1] == bold
    else:
        assert products[0].startswith(f"{bold} = ")
    for path, line in zip(rule.paths, products, strict=False):
        share, _, factors = line.partition(" = ")
        numbers = [read(factor) for factor in factors.split(" · ")]
        assert len(numbers) == len(path.factors)
        assert read(share) == pytest.approx(path.product, rel=5.1e-3)
        assert math.prod(numbers) == pytest.approx(read(share), rel=1.01e-2)
    if rule.n_paths > 1:
        first = next(k for k, line in enumerate(lines) if "is the sum over" in line)
        total, _, shares = lines[first + 2].partition(" = ")
        assert total == bold
        numbers = [read(share) for share in shares.split(" + ")]
        assert len(numbers) == len(rule.paths) + (rule.n_paths > len(rule.paths))
        exact = [*(path.product for path in rule.paths), rule.rest]
        most = max(map(abs, exact), default=0.0)
        assert sum(numbers) == pytest.approx(read(total), rel=1.01e-2, abs=1e-6 * most)
        for told, share in zip(numbers, exact, strict=False):
            assert told == pytest.approx(share, rel=5.1e-3)


def test_a_wrong_number_is_noticed(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (2, "tanh")])
    told = text(shown(qtbot, session, Focus(1, 1, 1)))
    assert checked(told) >= 5
    line = next(line for line in told.split("\n") if _PRODUCT.fullmatch(line))
    first = line.split(" = ")[0]
    wrong = told.replace(line, line.replace(first, number(1.02 * read(first)), 1))
    with pytest.raises(AssertionError):
        checked(wrong)


def test_the_rest_is_told(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (5, "tanh")])
    view = shown(qtbot, session, Focus(1, 1, 1))
    rule = rule_of(view)
    assert (rule.n_paths, len(rule.paths)) == (5, LISTED_PATHS)
    assert rest(view) == ("1 more path", pytest.approx(rule.rest, rel=5.1e-3))
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (15, "tanh")])
    view = shown(qtbot, session, Focus(1, 1, 1))
    assert rest(view) == ("11 more paths", pytest.approx(rule_of(view).rest, rel=5.1e-3))


def test_where_letters_are_large_fewer_paths_are_written_out_and_the_sum_holds(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (15, "tanh")])
    view = shown(qtbot, session, Focus(1, 1, 1), look=Look(size=PRESENTATION))
    rule = rule_of(view)
    assert checked(text(view)) >= MOST_PRESENTED + 3
    others = rule.value - sum(path.product for path in rule.paths[:MOST_PRESENTED])
    assert rest(view) == ("13 more paths", pytest.approx(others, rel=5.1e-3))


def test_delta_of_softmax_with_squared_error_is_written_out(qtbot):
    session = make(("blobs3", "softmax", "mse"), [(3, "tanh")])
    view = shown(qtbot, session, Focus(1, 2, 1))
    told = text(view).split("\n")
    explained = view.focus.explain(view.snapshot)[-1]
    found = [k for k, line in enumerate(told) if line.startswith("δ₂[")]
    assert len(found) == 3
    for k in found:
        unit = int(told[k][3]) - 1
        delta, numbers = told[k + 1].split(" = ")
        assert read(delta) == pytest.approx(float(explained.delta[unit]), rel=5.1e-3)
        assert value(numbers).meets(value(delta))
        assert told[k + 2].startswith("S = p₂[1](p₂[1] − y[1]) + ")


def test_a_derivative_of_zero_is_explained(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "relu")])
    session.set_bias(1, 0, -100.0)
    assert "It is 0 because f′(z₁[1]) = 0." in text(shown(qtbot, session, Focus(1, 0, 0)))
    assert "It is 0 because what the weight is multiplied by is 0." in text(
        shown(qtbot, session, Focus(2, 0, 0))
    )
    assert "It is 0 because" not in text(shown(qtbot, session, Focus(1, 1, 0)))


def test_a_factor_that_is_not_finite_is_told(qtbot):
    session = make(("plane", "linear", "mse"), [(2, "relu"), (2, "linear")])
    session.set_bias(1, 0, 1e200)
    session.set_weight(2, 0, 0, 1e200)
    with np.errstate(all="ignore"):
        view = shown(qtbot, session, Focus(1, 0, 0))
    assert "A factor of it is not finite" in text(view)
    assert list(view.bars.factors) == []


@pytest.mark.parametrize(
    ("symbol", "n_classes", "expected"),
    [
        ("p[0] − y[0]", 2, "p₂ − y"),
        ("p[0] − y[0]", 3, "p₂[1] − y[1]"),
        ("W₂[0, 0]", 2, "W₂[1,1]"),
        ("W₂[10, 2]", 3, "W₂[11,3]"),
        ("f′(z₁[0])", 2, "f′(z₁[1])"),
        ("f′(z₂[0])", 2, "f′(z₂)"),
        ("a₀[2]", 2, "x₁x₂"),
        ("a₁[2]", 2, "a₁[3]"),
    ],
)
def test_units_are_counted_from_1_on_screen(symbol, n_classes, expected):
    combination = ("xor", "sigmoid", "mse") if n_classes == 2 else ("blobs3", "softmax", "mse")
    assert symbol_of(symbol, make(combination, [(3, "tanh")]).experiment) == expected


# -- the bars ------------------------------------------------------------------------------------


def test_the_bars_are_the_product_so_far_along_the_path_of_the_page(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (5, "tanh")])
    view = shown(qtbot, session, Focus(1, 1, 1), (500, 380))
    ways = []
    view.pathShown.connect(ways.append)
    seen = []
    for _ in range(view.pager.count):
        view.pager.turn()
        steps = view.bars.factors
        assert [f.product for f in steps] == list(np.cumprod([f.value for f in steps]))
        path = next(p for p in rule_of(view).paths if p.steps == steps)
        seen.append(path.units)
        assert ways[-1] == ((0, 1), *zip((1, 2, 3), path.units, strict=True))
    assert seen[-1] == rule_of(view).paths[0].units  # the first page again
    assert len(set(seen)) > 1
    assert list(view.bars.labels) == ["p₃ − y", "W₃", "f′(z₂)", "W₂", "f′(z₁)", "x₂"]
    view.hide()
    assert ways[-1] == ()
    view.set_look(Look(size=PRESENTATION))  # another look while another explanation is seen
    assert ways[-1] == ()


def test_a_page_is_turned_while_the_paths_of_another_weight_are_still_to_come(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (5, "tanh")])
    view = shown(qtbot, session, Focus(3, 0, 1), (300, 200))
    ways, factors = [], view.bars.factors
    view.pathShown.connect(ways.append)
    other, later = Focus(1, 1, 1), Focus(2, 0, 0)
    view.show_state(observe(session.moment, 1, Status(), View(chain=other.place)), later)
    view.sheet.pageShown.emit()
    assert view.bars.factors == factors
    assert not ways  # the path of the weight that is written out is lit, as before


def test_the_axis_holds_every_bar_and_slopes_look_unlike_weights(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "sigmoid")] * 6)
    view = shown(qtbot, session, Focus(1, 1, 1), (620, 600))
    low, high = view.bars.decades
    sizes = [abs(f.product) for f in view.bars.factors]
    assert 10.0**low <= min(sizes)
    assert max(sizes) <= 10.0**high
    told = view.bars.told
    assert told[1].startswith("W₇ (weight) = ")
    assert told[2].startswith("f′(z₆) (slope) = ")


def test_a_product_of_zero_has_no_bar_and_its_value(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "relu")])
    session.set_bias(1, 0, -100.0)
    view = shown(qtbot, session, Focus(1, 0, 0))
    assert view.bars.factors[-1].product == 0
    assert view.bars.told[-1].endswith(": 0 so far")
    view.grab()


# -- the whole layer -----------------------------------------------------------------------------


def test_the_switch_shows_the_layer_and_says_what_it_is(qtbot):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh"), (5, "tanh")])
    view = shown(qtbot, session, Focus(1, 1, 1))
    assert "RMS" in view.whole_layer.text()
    with qtbot.waitSignal(view.wholeLayerChosen) as told:
        qtbot.mouseClick(view.whole_layer, CLICK)
    assert told.args == [True]
    view.show_state(view.snapshot, Focus(1, 1, 1, whole_layer=True))
    assert "Layer 1, all weights at once, as root mean squares (RMS)" in text(view)
    assert checked(text(view)) == 1
    dW = view.focus.explain(view.snapshot)[0].dW
    assert view.bars.factors[-1].product == pytest.approx(np.sqrt((dW**2).mean()))
    view.show_state(view.snapshot, Focus(1, 1, 1))
    assert not view.whole_layer.isChecked()
    assert "paths to J" in text(view)


# -- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layers", [1, 6, 10])
@pytest.mark.parametrize(
    ("size", "sizes"),
    [((424, 230), DESK), ((500, 560), DESK), ((590, 470), presentation(720))],
    ids=["low", "desk", "projector"],
)
def test_every_row_is_on_a_page_and_none_is_cut(qtbot, layers, size, sizes):
    session = make(("blobs3", "softmax", "mse"), [(8, "sigmoid")] * layers)
    view = shown(qtbot, session, Focus(1, 1, 1), size, Look(size=sizes))
    sheet, seen, bars = view.sheet, [], []
    written = sheet.written
    for page in range(view.pager.count):
        assert view.pager.page == page
        view.grab()
        assert written.isVisible() or view.bars.isVisible()
        if written.isVisible():
            rows = written._pages[written.page]
            assert sum(row.height for row in rows) <= written.height()
            assert sheet.rect().contains(written.geometry())
            for row in rows:
                part, left, width = row.places[-1]
                assert left + width <= written.width(), part
            if written.page == page:
                seen += [part for row in rows for part, *_ in row.places]
        if view.bars.isVisible():
            bars += view.bars.shown
            assert sheet.rect().contains(view.bars.geometry())
            assert view.bars.height() >= view.bars.minimumSizeHint().height() - 1
            assert not (written.isVisible() and written.geometry().intersects(view.bars.geometry()))
        view.pager.turn()
    assert seen == [part for block in written.blocks for line in block for part in line]
    assert sorted(set(bars)) == list(range(len(view.bars.factors)))


# -- digits --------------------------------------------------------------------------------------


def test_more_digits_are_shown_where_three_do_not_lead_to_the_result():
    assert enough([0.5, 2.0], math.prod, 1.0) == 3
    factors = [1.0049] * 6
    result = math.prod(factors)
    assert round(math.prod(read(number(f)) for f in factors), 2) != round(result, 2)
    count = enough(factors, math.prod, result)
    assert 3 < count < MANY
    near = math.prod(read(number(f, count)) for f in factors)
    assert near == pytest.approx(read(number(result)), abs=0.0101)


@pytest.mark.parametrize("units", [(4, 2), (8,), (8, 8), (8, 8, 8), (8,) * 6])
def test_few_pages_are_enough_on_a_projector(qtbot, units):
    session = make(("xor", "sigmoid", "cross_entropy"), [(n, "tanh") for n in units])
    view = shown(qtbot, session, Focus(1, 0, 0), (658, 500), Look(size=presentation(720)))
    qtbot.waitUntil(lambda: not view.typesetting)
    assert view.pager.count <= 5


def test_slopes_are_hatched_by_strokes_as_wide_as_other_lines(qtbot):
    """Strokes of one pixel are lost on a large projector."""
    for size in (DESK, presentation(2160, 96.0)):
        look, bars = Look(size=size), ProductBars("bars")
        qtbot.addWidget(bars)
        bars.resize(round(60 * size.text), round(40 * size.text))
        bars.show_factors(look, ("",), [Factor("f′", "slope", 1, 0.9, 0.9)], ["f′(z₁)"])
        image = bars.grab().toImage()
        y = round(image.height() * 0.6)
        row = [image.pixelColor(x, y).green() for x in range(image.width())]
        middle = (look.colour("warning").green() + max(row)) / 2
        runs = [len(list(group)) for ink, group in groupby(g < middle for g in row) if ink]
        assert len(runs) >= 3
        assert max(runs[1:-1]) >= 0.5 * size.line  # across a slanted line
