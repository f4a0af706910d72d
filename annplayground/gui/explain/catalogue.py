"""The explanations that there are: what the menu says about each, and its view on first use."""

from dataclasses import dataclass
from importlib import import_module

from annplayground.core.words import translate
from annplayground.gui.explain.view import ExplainView


@dataclass(frozen=True)
class Entry:
    """One explanation: its words in the menu, the class of its view, which stands in the module
    `view` of the folder with its name, and its key, if it has one that is no digit."""

    title: str
    tip: str
    kind: str
    key: str = ""


CATALOGUE = {
    "going_on": Entry(
        translate("Explain", "What is going on"),
        translate("Explain", "What looks wrong, judged on the whole training set, and what to try"),
        "GoingOnView",
    ),
    "neuron": Entry(
        translate("Explain", "Neuron"),
        translate(
            "Explain", "Click a neuron: its sum term by term, and its activation on the curve"
        ),
        "NeuronView",
    ),
    "forward": Entry(
        translate("Explain", "Forward propagation"),
        translate("Explain", "The example in focus flows through the network, layer by layer"),
        "ForwardView",
    ),
    "chain": Entry(
        translate("Explain", "Chain rule"),
        translate("Explain", "Click a weight: its derivative as a product, factor by factor"),
        "ChainView",
    ),
    "activation": Entry(
        translate("Explain", "Activation"),
        translate(
            "Explain",
            "The activation of the layer in focus: equation, curve, slope, and its z-values",
        ),
        "ActivationView",
    ),
    "update": Entry(
        translate("Explain", "One update"),
        translate(
            "Explain",
            "The next mini-batch, stage by stage: forward, loss, δ, gradient, new weights",
        ),
        "UpdateView",
    ),
    "optimizer": Entry(
        translate("Explain", "Optimizer"),
        translate(
            "Explain",
            "The weight in focus: its gradient δ, the averages v and √s, and the steps taken",
        ),
        "OptimizerView",
    ),
    "descent": Entry(
        translate("Explain", "Descent"),
        translate(
            "Explain",
            "Gradient descent on one curve, step by step; click the curve to choose the start",
        ),
        "DescentView",
    ),
    "histograms": Entry(
        translate("Explain", "Histograms"),
        translate("Explain", "How activations and weights of every layer are spread"),
        "HistogramView",
    ),
    "script": Entry(
        translate("Explain", "Show as NumPy"),
        translate(
            "Explain", "The experiment as a Python script, and which lines do what in an update"
        ),
        "ScriptView",
    ),
    "luck": Entry(
        translate("Explain", "Is it luck?"),
        translate("Explain", "The same experiment, or A and B, from many other first weights"),
        "LuckView",
        "Alt+I",
    ),
    "landscape": Entry(
        translate("Explain", "Loss landscape"),
        translate(
            "Explain", "The loss around the present weights, and what any learning rate would do"
        ),
        "LandscapeView",
        "Alt+O",
    ),
    "changed": Entry(
        translate("Explain", "What changed"),
        translate(
            "Explain", "The map and each layer’s weights, beside an earlier epoch of the run"
        ),
        "ChangedView",
        "Alt+W",
    ),
}


def key_of(name: str) -> str:
    """What opens it: its own key, or Alt+1 the first, Alt+0 the tenth."""
    return CATALOGUE[name].key or f"Alt+{(list(CATALOGUE).index(name) + 1) % 10}"


def make_view(name: str) -> ExplainView:
    """Make the view of this name. Its module is loaded only now: most are never looked at."""
    entry = CATALOGUE[name]
    module = import_module(f"annplayground.gui.explain.{name}.view")
    view: ExplainView = getattr(module, entry.kind)()
    view.setObjectName(f"explanation_{name}")
    view.setAccessibleName(entry.title)
    return view
