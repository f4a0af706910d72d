"""The linker, on an object file made by hand: references are filled in, strangers refused."""

import struct

import pytest

from annplayground.core.kernels.image.linker import LinkError, link

PC32, GOT = 2, 9


def object_file(*, kind=PC32, defined=True, machine=62, no_bits=False, writable=False):
    """ELF with .text (16 bytes, a reference to `data` at offset 4) and .rodata (8 bytes)."""
    text, data = bytes(range(16)), b"constant"
    names = b"\0run\0data\0"
    symbols = [
        (0, 0, 0, 0, 0, 0),
        (5, 0, 0, 2 if defined else 0, 0, 8),  # data, local
        (1, 16, 0, 1, 8, 8),  # run, global, in .text at 8
    ]
    table = b"".join(struct.pack("<IBBHQQ", *symbol) for symbol in symbols)
    references = struct.pack("<QQq", 4, (1 << 32) | kind, -4)
    bodies = [b"", text, data, references, table, names]
    heads = [  # kind, flags, link, info, alignment, entry size
        (0, 0, 0, 0, 0, 0),
        (1, 7 if writable else 6, 0, 0, 16, 0),
        (8 if no_bits else 1, 2, 0, 0, 64, 0),
        (4, 0, 4, 1, 8, 24),
        (2, 0, 5, 2, 8, 24),
        (3, 0, 0, 0, 1, 0),
    ]
    place, sections = 64, b""
    for body, (type_, flags, link_, info, alignment, size) in zip(bodies, heads, strict=True):
        sections += struct.pack(
            "<IIQQQQIIQQ", 0, type_, flags, 0, place, len(body), link_, info, alignment, size
        )
        place += len(body)
    header = b"\x7fELF\x02\x01".ljust(16, b"\0") + struct.pack("<HH", 1, machine)
    header = header.ljust(0x28, b"\0") + struct.pack("<Q", place)
    header = header.ljust(0x3A, b"\0") + struct.pack("<HH", 64, len(heads))
    return header.ljust(64, b"\0") + b"".join(bodies) + sections


def test_a_reference_becomes_the_distance_to_what_it_means():
    image, places = link(object_file())
    assert places == {"run": 8}
    assert image[64:] == b"constant"  # aligned as the section asks
    assert struct.unpack_from("<i", image, 4) == (64 - 4 - 4,)
    assert image[:4] == bytes(range(4))
    assert image[8:16] == bytes(range(8, 16))


def test_data_that_nobody_reads_is_left_as_it_is():
    image, _ = link(object_file(writable=True))
    assert image[4:8] == bytes(range(4, 8))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"defined": False}, "nothing defines 'data'"),
        ({"kind": GOT}, "in a way \\(9\\) not known"),
        ({"machine": 183}, "not 64-bit ELF for x86-64"),
        ({"no_bits": True}, "has variables"),
    ],
)
def test_what_a_flat_image_cannot_give_is_said(change, words):
    with pytest.raises(LinkError, match=words):
        link(object_file(**change))


def test_no_object_file_at_all():
    with pytest.raises(LinkError):
        link(b"MZ")
