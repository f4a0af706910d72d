"""The image of the kernels on disk: whole or not there, and never run when it is damaged."""

import ctypes

import pytest

from annplayground.core import kernel_image
from annplayground.core.kernel_image import ImageError, image_path, map_image, write_image

needs_image = pytest.mark.skipif(
    not kernel_image.IMAGES_RUN_HERE, reason="machine code for x86-64 Linux"
)
RETURN_42 = bytes([0xB8, 42, 0, 0, 0, 0xC3])  # mov eax, 42; ret


@needs_image
def test_code_in_an_image_can_be_called(tmp_path):
    path = tmp_path / "folder" / "image"
    write_image(path, bytes(32) + RETURN_42, {"answer": 32})
    address = map_image(path)["answer"]
    assert ctypes.CFUNCTYPE(ctypes.c_int32)(address)() == 42
    assert [file.name for file in path.parent.iterdir()] == ["image"]  # nothing temporary is left


@needs_image
def test_a_damaged_image_is_not_run(tmp_path):
    path = tmp_path / "image"
    write_image(path, bytes(64) + RETURN_42, {"answer": 64})
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ImageError, match="damaged"):
        map_image(path)


@pytest.mark.parametrize("content", [b"", b"no JSON\n", b"{}\n", b"\xff\xfe"])
def test_what_is_no_image_is_refused(tmp_path, content):
    path = tmp_path / "image"
    path.write_bytes(content)
    with pytest.raises(ImageError, match="cannot be used"):
        map_image(path)


def test_no_image_yet(tmp_path):
    with pytest.raises(ImageError):
        map_image(tmp_path / "image")


def test_the_name_tells_kernels_processors_and_compilers_apart(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = image_path()
    assert path == image_path()
    assert path.parent == tmp_path / "annplayground"
    monkeypatch.setattr(kernel_image, "_processor", lambda: "another one")
    assert image_path() != path
