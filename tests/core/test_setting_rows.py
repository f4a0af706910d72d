"""The rows of the settings: every field of an Experiment has one, and nothing else says a bound."""

from dataclasses import fields, is_dataclass, replace

import pytest

from annplayground.core.checks import ExperimentError
from annplayground.core.edits import changed, value_at
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.settings import (
    KEEPS_WEIGHTS,
    SETTINGS,
    STARTS_ANEW,
    setting,
)

START = Experiment()
NUMBERS = [
    row
    for row in SETTINGS.values()
    if row.choices is None and not row.count and row.path != "network.hidden.alpha"
]


def paths(value, place=""):
    """The path of every field of an Experiment, and of the layers in it."""
    for f in fields(value):
        inner, path = getattr(value, f.name), f"{place}.{f.name}".lstrip(".")
        if is_dataclass(inner):
            yield from paths(inner, path)
        else:
            yield path
            if path == "network.hidden":
                yield from paths(inner[0], path)


def test_every_field_has_a_row_and_every_row_a_field():
    assert sorted(set(paths(START))) == sorted(SETTINGS)


@pytest.mark.parametrize("row", SETTINGS.values(), ids=lambda row: row.path)
def test_a_row_is_complete(row):
    assert row.label
    assert row.about.endswith((".", "…"))
    assert row.consequence == (KEEPS_WEIGHTS if row.live else STARTS_ANEW)
    assert row.tip.startswith(row.about)
    assert row.tip.endswith(row.consequence)
    if row.choices is None:
        assert row.low < row.high
    else:
        assert len(row.choices()) >= 2
    assert row.field == row.path.split(".")[-1]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.path)
def test_the_bounds_of_a_row_are_those_of_the_experiment(row):
    for bound, beyond in ((row.low, -1), (row.high, 1)):
        good = int(bound) if row.whole else bound
        assert value_at(changed(START, row.path, good), row.path) in (good, (good, good))
        bad = good + beyond if row.whole else bound + beyond * 1e-3 * (abs(bound) or 1)
        with pytest.raises(ExperimentError) as caught:
            changed(START, row.path, bad)
        assert caught.value.key == ("integer" if row.whole else "number")
        assert (caught.value.values["low"], caught.value.values["high"]) == (row.low, row.high)
        assert row.field in caught.value.place


def test_counts_are_bounded_by_their_rows():
    row = setting("network.hidden")
    assert len(changed(START, row.path, int(row.high)).network.hidden) == row.high
    with pytest.raises(ExperimentError, match=f"at most {row.high} are possible"):
        changed(START, row.path, int(row.high) + 1)
    points = setting("data.points")
    assert (points.low, points.high) == (4, setting("data.n_samples").high)


def test_a_path_may_name_a_layer():
    assert setting("network.hidden.3.units") is SETTINGS["network.hidden.units"]
    with pytest.raises(KeyError):
        setting("network.hidden.3.unit")


def test_an_error_knows_its_place_and_why_also_from_far():
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict({"network": {"hidden": [{}, {"units": 0}]}})
    error = caught.value
    assert error.place == "network.hidden[1].units"
    assert error.key == "integer"
    assert error.values == {"value": 0, "low": 1, "high": 64}
    assert str(error) == "network.hidden[1].units must be a whole number from 1 to 64, not 0."


def test_choices_are_read_when_they_are_asked_for(monkeypatch):
    from annplayground.core.choices.initializers import INITIALIZERS

    toy = replace(INITIALIZERS["zeros"], name="toy")
    monkeypatch.setitem(INITIALIZERS, "toy", toy)
    assert "toy" in setting("network.init").choices()
    assert changed(START, "network.init", "toy").network.init == "toy"


def test_a_layer_alone_is_checked_by_the_same_rows():
    with pytest.raises(ExperimentError, match="units must be a whole number from 1 to 64"):
        HiddenLayer(65)
