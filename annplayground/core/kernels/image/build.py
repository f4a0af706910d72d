"""Compiles the kernels into an image of machine code, in a process of its own (see child).

Where no image can be made (another system or processor), Numba's own cache on disk is filled
instead.
"""

import hashlib
import inspect
from contextlib import suppress
from pathlib import Path
from typing import Any

from llvmlite import binding as llvm
from numba.core import types
from numba.core.caching import FunctionCache
from numba.core.codegen import get_host_cpu_features

from annplayground.core.kernels.epochs import run, scores
from annplayground.core.kernels.image.code import IMAGES_RUN_HERE, NO_IMAGE, image_key, make_image
from annplayground.core.kernels.image.linker import LinkError, link
from annplayground.core.kernels.network import write_maps

ENTRIES = {"run": run, "scores": scores, "write_maps": write_maps}
_ADDRESS = types.CPointer(types.int64)  # of a packed record

# LLVM makes a call of memset out of some loops; in the image there is no C library to call.
_MEMSET = """
define ptr @memset(ptr %to, i32 %value, i64 %n) noinline {
  %byte = trunc i32 %value to i8
  %end = call { ptr, i64 } asm sideeffect "rep stosb",
    "={di},={cx},{al},0,1,~{memory},~{dirflag},~{fpsr},~{flags}"(i8 %byte, ptr %to, i64 %n)
  ret ptr %to
}
"""


def machine_code() -> tuple[bytes, dict[str, str]]:
    """An object file with all kernels for this processor, and the symbol of each entry."""
    llvm.initialize_native_asmparser()
    symbols, module = {}, llvm.parse_assembly(_MEMSET)
    for name, dispatcher in ENTRIES.items():
        result = _compile(dispatcher, on_disk=False)
        symbols[name] = result.fndesc.llvm_func_name
        module.link_in(llvm.parse_assembly(result.library.get_llvm_str()))
    _hide_all_but(module, {*symbols.values(), "memset"})
    machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=get_host_cpu_features(),
        opt=3,
        reloc="pic",
        codemodel="small",
    )
    _remove_unused(module, machine)
    return machine.emit_object(module), symbols


def _hide_all_but(module: Any, names: set[str]) -> None:
    """Make everything else private, so that what is not used can go."""
    for thing in (*module.functions, *module.global_variables):
        if not thing.is_declaration:
            thing.linkage = "external" if thing.name in names else "internal"


def _remove_unused(module: Any, machine: Any) -> None:
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options()))


def build() -> bytes:
    """Compile; the image, or `NO_IMAGE` where Numba has to load the code itself."""
    if IMAGES_RUN_HERE:
        with suppress(LinkError):
            file, symbols = machine_code()
            code, places = link(file)
            offsets = {name: places[symbol] for name, symbol in symbols.items()}
            return make_image(image_key(), code, offsets)
    numba_addresses()
    return NO_IMAGE


def numba_addresses() -> dict[str, int]:
    """Compile here, or load from Numba's cache; the address of each entry in this process."""
    addresses = {}
    for name, dispatcher in ENTRIES.items():
        result = _compile(dispatcher, on_disk=True)
        addresses[name] = result.library.get_pointer_to_function(result.fndesc.llvm_func_name)
    return addresses


def _compile(dispatcher: Any, on_disk: bool) -> Any:
    """Numba's result for an entry; `on_disk` keeps the machine code in Numba's own cache, beside
    the module, or in the user's cache folder if that cannot be written to."""
    if on_disk:
        with suppress(RuntimeError, OSError):  # no place on disk: compile every time
            dispatcher._cache = _Cache(dispatcher.py_func)
    signature = (_ADDRESS,) * len(inspect.signature(dispatcher.py_func).parameters)
    dispatcher.compile(signature)
    return dispatcher.overloads[signature]


class _Cache(FunctionCache):
    """Numba's cache on disk, which also notices a change in any other kernel module."""

    sources = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(Path(__file__).parents[1].glob("*.py")))
    ).hexdigest()

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(signature, codegen), self.sources)

    def save_overload(self, signature: Any, data: Any) -> None:
        with suppress(OSError):  # a full disk, say
            super().save_overload(signature, data)
