"""Lets the modules of the window load as fast as Python can. To import this is all: first of all.

PySide takes the place of Python's own import, to read the source of every module that is imported
after it, all of NumPy's too, and see whether `from __feature__ import …` could mean it. Nothing
here uses that, and it would be a seventh of the time until the window is seen; so Python's own
import comes back. And nothing is garbage yet while modules are loaded, but there is more and more
to look at: the cyclic collector rests until the window's own takes over (`app.GarbageCollector`).
"""

import builtins
import gc

gc.disable()

import PySide6.QtCore  # noqa: E402, F401 - puts its import in place

# Where a version of PySide keeps no such thing, there is nothing to give back.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
