"""Where the compiled kernels come from: their image, or Numba; both give the same bits."""

import ctypes
import subprocess
import sys

import numpy as np
import pytest

from annplayground.core import kernel_image, kernel_library
from annplayground.core.engines import load_compiled

pytestmark = pytest.mark.skipif(load_compiled() is None, reason="Numba cannot be had here")

_TRAIN = """
import sys
from annplayground.core.experiment import Experiment
from annplayground.core.session import Session
{change}
hidden = [{{"units": 3, "activation": "elu"}}, {{"units": 17, "activation": "silu"}}]
network, training = {{"hidden": hidden, "output": "softmax"}}, {{"optimizer": {{"name": "adam"}}}}
other = {{"data": {{"dataset": "blobs3"}}, "network": network, "training": training}}
Session(Experiment.from_dict(other), "numba").train(2)
run = Session(Experiment(), "numba")
run.train(7)
print("numba" in sys.modules, run.losses().train.hex(), run._state.parameters.tobytes().hex())
"""
_NO_IMAGE = """
from annplayground.core import kernel_library
from annplayground.core.kernel_image import ImageError
def refuse(path):
    raise ImageError("as on a system without images")
kernel_library.map_image = refuse
"""


def output(change=""):
    program = _TRAIN.format(change=change)
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()


@pytest.mark.skipif(not kernel_image.IMAGES_RUN_HERE, reason="no image here")
def test_no_architecture_needs_numba_once_there_is_an_image():
    assert output()[0] == "False"


def test_without_an_image_numba_gives_the_same_bits():
    assert output(_NO_IMAGE) == ["True", *output()[1:]]


@pytest.mark.parametrize("status", [-2, -1, 0])
def test_a_kernel_without_an_exception_returns(status):
    kernel_library.Kernel(_address_of(lambda *_: status), 1)(np.zeros(1, dtype=np.int64))


def test_a_failure_in_compiled_code_is_told():
    with pytest.raises(kernel_library.KernelError):
        kernel_library.Kernel(_address_of(lambda *_: 1), 1)(np.zeros(1, dtype=np.int64))


def _address_of(function):
    """The address of a C function that answers as this one does."""
    callback = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 3)(function)
    _address_of.alive = callback
    return ctypes.cast(callback, ctypes.c_void_p).value
