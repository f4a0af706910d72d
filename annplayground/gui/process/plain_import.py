"""Lets the modules of the window load as fast as Python can. To import this is all: first of all.

PySide puts an import of its own in place of the one before, to read the source of every module that
is imported from then on, all of NumPy's too, and see whether `from __feature__ import …` could mean
it. Nothing here uses that, and it would be a tenth of the work until the window is seen; so the
import before comes back. And nothing is garbage yet while modules are loaded, but there is more and
more to look at: the cyclic collector rests until the window's own (`app.GarbageCollector`).
"""

import builtins
import gc

gc.disable()

import PySide6.QtCore  # noqa: E402, F401 - puts its import in place

# A version of PySide that keeps no other has put none in its place.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
