"""The numbers of a NumPy script, as text that reads back as the very same numbers."""

import textwrap

from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import FEATURES, compute_features
from annplayground.core.experiment import Experiment
from annplayground.core.network import initial_vector, split
from annplayground.core.samples import make_sets

WIDTH = 100


def samples_as_text(experiment: Experiment) -> str:
    """X and y of the training set, and of the test set if there is one; X has the features."""
    names = experiment.data.features
    columns = f"  # the columns are {', '.join(FEATURES[name].label for name in names)}"
    found = []
    for end, samples in zip(("", "_test"), make_sets(experiment), strict=True):
        if len(samples):
            found.append(_named(f"X{end}", compute_features(samples.X, names), columns))
            found.append(_named(f"y{end}", samples.y))
    return "\n".join(found)


def weights_as_text(experiment: Experiment) -> str:
    """The first W and b of each layer, from 1 on."""
    pairs = list(split(initial_vector(experiment), experiment.sizes))
    lines = []
    for k, (name, word) in enumerate((("W", "weights"), ("b", "biases"))):
        entries = (f"    {layer}: {_array(pair[k])}," for layer, pair in enumerate(pairs, start=1))
        lines += [f"{name} = {{  # the first {word}", *map(wrapped, entries), "}"]
    return "\n".join(lines)


def wrapped(line: str) -> str:
    """The line, or several that are not too long."""
    indent = " " * (len(line) - len(line.lstrip()) or 4)
    text = textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return text.replace(_NO_BREAK, " ")


_NO_BREAK = "\N{NO-BREAK SPACE}"


def _named(name: str, array: Array, comment: str = "") -> str:
    return f"{name} = np.array([{comment}\n{wrapped(f'    {_rows(array)},')}\n])"


def _array(array: Array) -> str:
    return f"np.array([{_rows(array)}])"


def _rows(array: Array) -> str:
    """The rows of an array as they are typed. One that fits into a line is not broken."""
    rows = [repr(row) for row in array.tolist()]
    return ", ".join(row.replace(" ", _NO_BREAK) if len(row) < WIDTH - 20 else row for row in rows)
