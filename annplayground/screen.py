"""Asks, before Qt is started, whether it can start: Qt aborts the process instead of raising.

Each thing that can be missing (a screen, a system library) becomes one `StartError`, whose text
says what to do. Nothing here imports Qt.
"""

import ctypes
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from annplayground.core.words import translate

APT_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
WAYLAND_PACKAGES = "libwayland-client0 libwayland-cursor0 libwayland-egl1"
NO_SCREEN = translate(
    "Start",
    "{why}: draw the window into a picture with 'annplayground render --out "
    "picture.png', or open it on a virtual screen with 'xvfb-run -a annplayground'",
)

_TRY = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv)
sys.exit(application.primaryScreen() is None)
"""
# What is known of these tells whether Qt can start on them.
_PLAIN_PLATFORMS = ("offscreen", "minimal", "xcb", "wayland", "wayland-egl")
# How to close each connection to an X server that is kept open, by its DISPLAY.
_held: dict[str, Callable[[], object]] = {}


class StartError(Exception):
    """The window cannot start; the text is one sentence that says why and what would help."""


def check_screen(environ: Mapping[str, str] | None = None) -> None:
    """Raise `StartError` when Qt would find no screen or could not load what draws on it.

    Only Linux is looked at: other systems always have a screen to draw on. `environ` stands in for
    the process's environment in tests.
    """
    if not sys.platform.startswith("linux"):
        return
    environ = os.environ if environ is None else environ
    platforms = _platforms(environ)
    if not platforms:
        raise StartError(NO_SCREEN.format(why=translate("Start", "there is no screen here")))
    problems = []
    for platform in platforms:
        try:
            _check_platform(platform, environ)
        except StartError as problem:
            problems.append(problem)
        else:
            return
    # Qt would have tried them in this order; the last one is the one that it ends with.
    raise problems[-1]


def library_problem(error: BaseException) -> StartError:
    """The sentence for an error met while Qt was loaded: a missing library, or Qt itself."""
    text = str(error)
    missing = re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file", text)
    if missing:
        packages = WAYLAND_PACKAGES if "wayland" in missing[1] else APT_PACKAGES
        return StartError(
            translate(
                "Start",
                "the system library {library} is missing; on Debian or Ubuntu: sudo apt-get "
                "install {packages}",
            ).format(library=missing[1], packages=packages)
        )
    if isinstance(error, ModuleNotFoundError) and error.name:
        return StartError(
            translate(
                "Start",
                "the Python package {name} is missing: install annplayground again with pip",
            ).format(name=error.name)
        )
    return StartError(
        translate("Start", "Qt cannot be loaded: {why}").format(
            why=text.splitlines()[0] if text else repr(error)
        )
    )


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """Names of the Qt platforms that would be tried, in Qt's order."""
    forced = [part.split(":")[0].strip() for part in environ.get("QT_QPA_PLATFORM", "").split(";")]
    if any(forced):
        return [name for name in forced if name]
    names = []
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        names.append("wayland")
    if environ.get("DISPLAY"):
        names.append("xcb")
    return names


def _check_platform(name: str, environ: Mapping[str, str]) -> None:
    """Raise `StartError` when the Qt platform `name` cannot be used."""
    _load_plugin(name)
    if name == "xcb" and not _x_server_answers(environ):
        display = environ.get("DISPLAY", "")
        why = (
            translate("Start", "the screen DISPLAY={display} cannot be reached").format(
                display=display
            )
            if display
            else translate("Start", "DISPLAY is not set")
        )
        raise StartError(NO_SCREEN.format(why=why))
    if name.startswith("wayland") and not _wayland_answers(environ):
        raise StartError(
            NO_SCREEN.format(why=translate("Start", "the Wayland screen cannot be reached"))
        )
    if name not in _PLAIN_PLATFORMS and not _starts(name, environ):
        raise StartError(
            translate(
                "Start", "QT_QPA_PLATFORM={name} does not work here: unset it, or use offscreen"
            ).format(name=name)
        )


def _starts(name: str, environ: Mapping[str, str]) -> bool:
    """Whether Qt starts on a rare platform, one that wants devices of its own: tried in a child,
    since Qt would abort this process."""
    command = [sys.executable, "-c", _TRY, "-platform", name]
    try:
        done = subprocess.run(command, env=dict(environ), capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _load_plugin(name: str) -> None:
    """Load Qt's plugin for a platform, as Qt will, to see whether all its libraries are there."""
    folder = _plugin_folder()
    if folder is None:
        return
    plugin = folder / f"libq{name.removesuffix('-egl')}.so"
    if not plugin.exists():
        known = sorted(path.stem.removeprefix("libq") for path in folder.glob("libq*.so"))
        raise StartError(
            translate(
                "Start",
                "QT_QPA_PLATFORM={name} is no platform of this Qt: unset it, or choose from "
                "{known}",
            ).format(name=name, known=", ".join(known))
        )
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise library_problem(error) from error


def _plugin_folder() -> Path | None:
    """Where PySide6's wheel keeps the platform plugins; None for another build of it."""
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        raise library_problem(ModuleNotFoundError(name="PySide6"))
    folder = Path(found.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms"
    return folder if folder.is_dir() else None


def let_go_of_screen() -> None:
    """Close the connections that were opened to ask: once the application has its own."""
    while _held:
        _held.popitem()[1]()


def _x_server_answers(environ: Mapping[str, str]) -> bool:
    """Whether a connection to the X server of DISPLAY opens, with the user's right to use it.

    It stays open: an X server that its last client leaves starts anew, and whoever comes meanwhile
    is turned away.
    """
    display = environ.get("DISPLAY", "")
    if display in _held:
        return True
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise library_problem(error) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    close = partial(xcb.xcb_disconnect, connection)
    if xcb.xcb_connection_has_error(connection):
        close()
        return False
    _held[display] = close
    return True


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    """Whether a connection to the Wayland compositor opens."""
    if environ.get("WAYLAND_SOCKET"):
        return True  # An open connection, handed over by the parent: to try it would use it up.
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError as error:
        raise library_problem(error) from error
    wayland.wl_display_connect.restype = ctypes.c_void_p
    wayland.wl_display_connect.argtypes = [ctypes.c_char_p]
    wayland.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    display = wayland.wl_display_connect(os.fsencode(name))
    if not display:
        return False
    wayland.wl_display_disconnect(display)
    return True
