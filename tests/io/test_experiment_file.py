"""Experiment files: the way there and back, and strictness. What is refused is in test_cli too."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground import Experiment
from annplayground.io.experiment_file import read_experiment, write_experiment
from annplayground.io.files import FileError

DIFFERENT = Experiment.from_dict(
    {
        "data": {"dataset": "spiral3", "noise": 0.25, "features": ["x1", "sin_x2"], "seed": 7},
        "network": {
            "hidden": [{"units": 3, "activation": "elu", "alpha": 0.5}],
            "output": "softmax",
            "init": "he",
        },
        "training": {
            "learning_rate": 1e-3,
            "optimizer": {"name": "adam", "beta1": 0.8},
            "schedule": {"kind": "step", "every": 50, "factor": 0.5},
            "regularization": {"kind": "l2", "rate": 0.001},
            "gradient_clip": 1.5,
        },
    }
)


@pytest.mark.parametrize("experiment", [Experiment(), DIFFERENT], ids=["default", "different"])
def test_there_and_back(tmp_path: Path, experiment: Experiment) -> None:
    path = tmp_path / "e.json"
    write_experiment(path, experiment)
    assert read_experiment(path) == experiment
    assert json.loads(path.read_text(encoding="utf-8")) == experiment.to_dict()


def test_a_path_may_be_a_string_and_have_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text('{"data": {"noise": 0.5}}', encoding="utf-8-sig")
    assert read_experiment(str(path)).data.noise == 0.5


def test_every_key_is_optional(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text("{}")
    assert read_experiment(path) == Experiment()


def test_the_sentence_names_the_file_the_place_and_what_would_do(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text('{"network": {"hidden": [{"units": 4}, {"units": 400}]}}')
    with pytest.raises(FileError) as caught:
        read_experiment(path)
    for words in ("e.json", "hidden[1].units", "1 to 64", "400"):
        assert words in str(caught.value)


def test_a_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text('{\n  "data": {},\n  "network" {}\n}')
    with pytest.raises(FileError, match="line 3, column 13"):
        read_experiment(path)


@pytest.mark.parametrize("digits", [21, 5000])
def test_an_integer_of_many_digits_is_refused_in_a_sentence(tmp_path: Path, digits: int) -> None:
    path = tmp_path / "e.json"
    path.write_text('{"data": {"seed": ' + "9" * digits + "}}")
    with pytest.raises(FileError, match="has too many digits"):
        read_experiment(path)


def test_keys_that_stand_twice_are_found_at_any_depth(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text('{"training": {"optimizer": {"name": "sgd", "name": "adam"}}}')
    with pytest.raises(FileError, match="'name' stands twice"):
        read_experiment(path)


def test_a_folder_that_is_not_there_is_told_when_writing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no folder"):
        write_experiment(tmp_path / "no" / "e.json", Experiment())


KEYS = ["data", "network", "training", "hidden", "units", "noise", "optimizer", "points", "name"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats()
    | st.sampled_from(["circle", "custom", "tanh", "softmax", "adam", "\ud800"])
    | st.text(string.printable, max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_whatever_json_says_the_answer_is_an_experiment_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        read_experiment(path)
    except FileError as error:
        assert str(error).startswith(str(path))  # noqa: PT017


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_answer_is_an_experiment_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.json"
    path.write_bytes(content)
    try:
        read_experiment(path)
    except FileError as error:
        assert str(error).startswith(str(path))  # noqa: PT017
