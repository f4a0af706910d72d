"""The Experiment: everything that determines a run, as one frozen, validated value.

Undo is a stack of Experiments, a file is an Experiment as JSON, and `dataclasses.replace` makes
the next one. A combination that has no meaning cannot be built.
"""

from annplayground.core.checks import ExperimentError
from annplayground.core.experiment.data import FEW_POINTS, CustomPoint, Data
from annplayground.core.experiment.experiment import Experiment
from annplayground.core.experiment.fitting import check_output, possible_losses, possible_outputs
from annplayground.core.experiment.network import HiddenLayer, Network
from annplayground.core.experiment.training import Training

__all__ = [
    "FEW_POINTS",
    "CustomPoint",
    "Data",
    "Experiment",
    "ExperimentError",
    "HiddenLayer",
    "Network",
    "Training",
    "check_output",
    "possible_losses",
    "possible_outputs",
]
