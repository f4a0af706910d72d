"""The image of the kernels as bytes: whole and the right one, or never put into memory."""

import ctypes
import json
from pathlib import Path

import pytest

from annplayground.core.kernels.image import code as kernel_image
from annplayground.core.kernels.image.code import ImageError, image_key, load_image, make_image

RETURN_42 = bytes([0xB8, 42, 0, 0, 0, 0xC3])  # mov eax, 42; ret
IMAGE = make_image("key", bytes(32) + RETURN_42, {"answer": 32})


@pytest.fixture
def nothing_loaded(monkeypatch):
    def load(code):
        pytest.fail("it was put into memory")

    monkeypatch.setattr(kernel_image, "_into_memory", load)


@pytest.mark.skipif(not kernel_image.IMAGES_RUN_HERE, reason="machine code for x86-64 Linux")
def test_code_in_an_image_can_be_called():
    address = load_image(IMAGE, "key")["answer"]
    assert ctypes.CFUNCTYPE(ctypes.c_int32)(address)() == 42


@pytest.mark.skipif(not kernel_image.IMAGES_RUN_HERE, reason="machine code for x86-64 Linux")
def test_code_in_memory_can_no_longer_be_written():
    address = load_image(IMAGE, "key")["answer"]
    (rights,) = [
        rights
        for place, rights, *_ in map(str.split, Path("/proc/self/maps").read_text().splitlines())
        if int(place.split("-")[0], 16) <= address < int(place.split("-")[1], 16)
    ]
    assert rights == "r-xp"


@pytest.mark.usefixtures("nothing_loaded")
def test_no_flipped_bit_is_overlooked():
    for place in range(len(IMAGE)):
        damaged = bytearray(IMAGE)
        damaged[place] ^= 1
        with pytest.raises(ImageError):
            load_image(bytes(damaged), "key")


@pytest.mark.usefixtures("nothing_loaded")
def test_no_part_of_an_image_is_taken_for_one():
    for size in range(len(IMAGE)):
        with pytest.raises(ImageError):
            load_image(IMAGE[:size], "key")
    with pytest.raises(ImageError):
        load_image(IMAGE + b"\0", "key")


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize("offset", [-1, 38, 2**70, 1.5, True, None, "0", [0]])
def test_a_function_outside_of_the_code_is_refused_with_the_right_checksum(offset):
    image = make_image("key", bytes(32) + RETURN_42, {"fine": 0, "answer": offset})
    with pytest.raises(ImageError, match="outside of its code"):
        load_image(image, "key")


@pytest.mark.usefixtures("nothing_loaded")
def test_the_image_of_another_machine_is_refused():
    with pytest.raises(ImageError, match="another machine"):
        load_image(IMAGE, "key of this one")


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no JSON\n",
        b"{}\n",
        b"[]\n",
        b"\xff\xfe",
        b"[" * 4000 + b"\n",
        b"[" * 100_000,
        json.dumps({"key": "key", "offsets": [], "sha256": ""}).encode() + b"\n",
        json.dumps({"key": [], "offsets": {"a": 0}, "sha256": 1}).encode() + b"\ncode",
    ],
)
def test_what_is_no_image_is_refused(content):
    with pytest.raises(ImageError):
        load_image(content, "key")


def test_the_key_tells_kernels_processors_and_compilers_apart(monkeypatch):
    key = image_key()
    assert key == image_key()
    monkeypatch.setattr(kernel_image, "_versions", lambda: ["another one"])
    other = image_key()
    monkeypatch.setattr(kernel_image, "_processor", lambda: "another one")
    assert len({key, other, image_key()}) == 3
