"""Makes a flat image of machine code out of an object file: placed, and with every reference
between its parts filled in, so that it runs at any address it is mapped to.

This is the small part of a linker that is needed for code that stands alone: 64-bit ELF for x86-64
(System V ABI, AMD64 supplement, chapter 4), no writable data, no symbol from outside.
"""

import struct
from typing import NamedTuple

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, little-endian
_X86_64 = 62
_SYMTAB, _RELA, _NOBITS = 2, 4, 8  # kinds of sections
_WRITABLE, _ALLOCATED = 1, 2  # flags of a section; the second: part of the running program
_R_PC32, _R_PLT32 = 2, 4  # kinds of references
_UNDEFINED, _GLOBAL = 0, 1


class LinkError(Exception):
    """The object file needs what a flat image cannot give; the text says what."""


class _Section(NamedTuple):
    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry_size: int


class _Symbol(NamedTuple):
    name: str
    info: int
    other: int
    section: int
    value: int
    size: int


def link(file: bytes) -> tuple[bytes, dict[str, int]]:
    """The image of an object file, and where in it each of its global functions begins.

    Raises `LinkError` for another machine's code, or if a symbol is defined nowhere.
    """
    if file[:6] != _MAGIC or struct.unpack_from("<H", file, 18)[0] != _X86_64:
        raise LinkError("the object file is not 64-bit ELF for x86-64")
    sections = _sections(file)
    symbols = _symbols(file, sections)
    image, places = _place(file, sections)
    for section in sections:
        # What the loader would write to is left out: texts of Numba's exceptions, never read.
        if section.kind == _RELA and _is_code_or_constant(sections[section.info]):
            _fill_in(file, image, places, section, symbols)
    return bytes(image), {
        symbol.name: places[symbol.section] + symbol.value
        for symbol in symbols
        if symbol.info >> 4 == _GLOBAL and symbol.section in places
    }


def _is_code_or_constant(section: _Section) -> bool:
    return section.flags & (_ALLOCATED | _WRITABLE) == _ALLOCATED


def _sections(file: bytes) -> list[_Section]:
    (offset,) = struct.unpack_from("<Q", file, 0x28)
    size, count = struct.unpack_from("<HH", file, 0x3A)
    return [
        _Section(*struct.unpack_from("<IIQQQQIIQQ", file, offset + i * size)) for i in range(count)
    ]


def _symbols(file: bytes, sections: list[_Section]) -> list[_Symbol]:
    (table,) = (section for section in sections if section.kind == _SYMTAB)
    names = sections[table.link].offset
    symbols = []
    for place in range(table.offset, table.offset + table.size, table.entry_size):
        name, *rest = struct.unpack_from("<IBBHQQ", file, place)
        end = file.index(b"\0", names + name)
        symbols.append(_Symbol(file[names + name : end].decode(), *rest))
    return symbols


def _place(file: bytes, sections: list[_Section]) -> tuple[bytearray, dict[int, int]]:
    """The sections that belong to the program, one after the other, and where each begins."""
    image, places = bytearray(), {}
    for number, section in enumerate(sections):
        if section.flags & _ALLOCATED and section.size:
            if section.kind == _NOBITS:
                raise LinkError("the code has variables")
            image += bytes(-len(image) % section.alignment)
            places[number] = len(image)
            image += file[section.offset : section.offset + section.size]
    return image, places


def _fill_in(
    file: bytes,
    image: bytearray,
    places: dict[int, int],
    references: _Section,
    symbols: list[_Symbol],
) -> None:
    """Write the distance from each reference in a section to what it refers to."""
    base = places[references.info]
    for place in range(references.offset, references.offset + references.size, 24):
        offset, info, addend = struct.unpack_from("<QQq", file, place)
        kind, symbol = info & 0xFFFFFFFF, symbols[info >> 32]
        if symbol.section == _UNDEFINED:
            raise LinkError(f"nothing defines {symbol.name!r}")
        if kind not in (_R_PC32, _R_PLT32):
            raise LinkError(f"the code refers to {symbol.name!r} in a way ({kind}) not known here")
        here = base + offset
        distance = places[symbol.section] + symbol.value + addend - here
        struct.pack_into("<i", image, here, distance)
