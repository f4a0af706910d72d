"""Where the compiled kernels come from: their image, or Numba; both give the same bits."""

import ctypes
import subprocess
import sys

import numpy as np
import pytest

from annplayground.core.engines.available import load_compiled
from annplayground.core.kernels import library as kernel_library
from annplayground.core.kernels.image import code as kernel_image
from annplayground.core.kernels.image.code import image_key, make_image
from annplayground.core.kernels.image.store import keep, read_kept

pytestmark = pytest.mark.numba
needs_image = pytest.mark.skipif(
    not kernel_image.IMAGES_RUN_HERE, reason="machine code for x86-64 Linux"
)

_TRAIN = """
import sys
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
{change}
hidden = [{{"units": 3, "activation": "elu"}}, {{"units": 17, "activation": "silu"}}]
network, training = {{"hidden": hidden, "output": "softmax"}}, {{"optimizer": {{"name": "adam"}}}}
other = {{"data": {{"dataset": "blobs3"}}, "network": network, "training": training}}
Session(Experiment.from_dict(other), "numba").train(2)
run = Session(Experiment(), "numba")
run.train(7)
parameters = run._course.state.parameters
print("numba" in sys.modules, run.losses().train.hex(), parameters.tobytes().hex())
"""
_NO_IMAGE = """
from annplayground.core.kernels import image
from annplayground.core.kernels.image.code import NO_IMAGE
image.read_kept = lambda key: NO_IMAGE  # as on a system without images
"""


def output(change=""):
    program = _TRAIN.format(change=change)
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()


@pytest.fixture(scope="module")
def image():
    """The image that this machine has."""
    load_compiled()
    return read_kept(image_key())


class Compiler:
    """Stands in for the child process: it is asked, and answers with an image made before."""

    def __init__(self, answer):
        self.answer, self.asked = answer, 0

    def run(self):
        self.asked += 1
        return self.answer


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """As in a process that has not loaded anything yet, with an empty cache folder."""
    monkeypatch.setattr(kernel_library, "_library", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@needs_image
@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "offsets", "lacking", "machine"])
def test_what_is_damaged_is_compiled_anew_and_replaced(image, damage):
    key, code = image_key(), image[image.index(b"\n") + 1 :]
    names = ("run", "scores", "write_maps")
    damaged = {
        "empty": b"",
        "cut": image[: len(image) // 2],
        "flipped": image[:-9] + bytes([image[-9] ^ 4]) + image[-8:],
        "offsets": make_image(key, code, dict.fromkeys(names, len(code))),
        "lacking": make_image(key, code, {"run": 0}),
        "machine": make_image("another", code, dict.fromkeys(names, 0)),
    }
    keep(key, damaged[damage])
    compiler = Compiler(image)
    assert kernel_library.load_library(compiler).unkept is None
    assert compiler.asked == 1
    assert read_kept(key) == image


@needs_image
@pytest.mark.usefixtures("fresh")
def test_a_good_image_is_not_compiled_anew_and_loaded_once(image):
    keep(image_key(), image)
    compiler = Compiler(b"")
    first = kernel_library.load_library(compiler)
    assert compiler.asked == 0
    assert kernel_library.load_library() is first


@needs_image
@pytest.mark.usefixtures("fresh")
def test_an_image_of_other_kernels_is_not_run_and_not_kept(image):
    compiler = Compiler(make_image("another", b"code", {"run": 0}))
    with pytest.raises(kernel_image.ImageError, match="other kernels"):
        kernel_library.load_library(compiler)
    assert read_kept(image_key()) is None


@needs_image
@pytest.mark.usefixtures("fresh")
def test_without_a_folder_the_code_runs_and_it_is_said_why_it_is_not_kept(image, tmp_path):
    (tmp_path / "cache").touch()
    unkept = kernel_library.load_library(Compiler(image)).unkept
    assert unkept.startswith(f"{tmp_path}/cache/annplayground cannot be written to: ")


@needs_image
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
