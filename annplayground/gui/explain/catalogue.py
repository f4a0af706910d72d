"""The explanations that there are: what the menu says about each, and its view on first use."""

from dataclasses import dataclass
from importlib import import_module

from annplayground.gui.explain.view import ExplainView


@dataclass(frozen=True)
class Entry:
    """One explanation: its words in the menu, and the module and class of its view."""

    title: str
    tip: str
    module: str
    kind: str


CATALOGUE = {
    "going_on": Entry(
        "What is going on",
        "What looks wrong, judged on the whole training set, and what to try",
        "going_on_view",
        "GoingOnView",
    ),
    "neuron": Entry(
        "Neuron",
        "Click a neuron: its sum term by term, and its activation on the curve",
        "neuron_view",
        "NeuronView",
    ),
    "forward": Entry(
        "Forward propagation",
        "The example in focus flows through the network, layer by layer",
        "forward_view",
        "ForwardView",
    ),
    "chain": Entry(
        "Chain rule",
        "Click a weight: its derivative as a product, factor by factor",
        "chain_view",
        "ChainView",
    ),
    "activation": Entry(
        "Activation",
        "The activation of the layer in focus: equation, curve, slope, and its z-values",
        "activation_view",
        "ActivationView",
    ),
    "update": Entry(
        "One update",
        "The next mini-batch, stage by stage: forward, loss, δ, gradient, new weights",
        "update_view",
        "UpdateView",
    ),
    "optimizer": Entry(
        "Optimizer",
        "The weight in focus: its gradient g, the averages v and √s, and the steps taken",
        "optimizer_view",
        "OptimizerView",
    ),
    "descent": Entry(
        "Descent",
        "Gradient descent on one curve, step by step; click the curve to choose the start",
        "descent_view",
        "DescentView",
    ),
    "histograms": Entry(
        "Histograms",
        "How activations and weights of every layer are spread",
        "histogram_view",
        "HistogramView",
    ),
    "script": Entry(
        "Show as NumPy",
        "The experiment as a Python script, and which lines do what in an update",
        "script_view",
        "ScriptView",
    ),
}


def key_of(name: str) -> str:
    """What opens it: Alt+1 the first, Alt+0 the tenth."""
    return f"Alt+{(list(CATALOGUE).index(name) + 1) % 10}"


def make_view(name: str) -> ExplainView:
    """Make the view of this name. Its module is loaded only now: most are never looked at."""
    entry = CATALOGUE[name]
    module = import_module(f"annplayground.gui.explain.{entry.module}")
    view: ExplainView = getattr(module, entry.kind)()
    view.setObjectName(f"explanation_{name}")
    view.setAccessibleName(entry.title)
    return view
