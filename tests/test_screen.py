"""Asking for a screen, which must not take it away, and scales that nothing is drawn with."""

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from annplayground import screen
from annplayground.scaling import VARIABLES, drop_scaling, mend_scaling
from annplayground.screen import StartError, check_screen, let_go_of_screen

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asked on Linux only")


class XServer:
    """As much of an X server as opens a connection; it starts anew when its last client leaves."""

    # Version 11.0 and the rest of the answer: 8 words without one screen.
    ANSWER = struct.pack("<BxHHH", 1, 11, 0, 8) + bytes(32)

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.display = f"127.0.0.1:{self._listener.getsockname()[1] - 6000}"
        self.clients: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="x-server")
        self._thread.start()

    def _serve(self) -> None:
        while True:
            client = self._listener.accept()[0]
            if not client.recv(4096):
                client.close()
                return
            client.setblocking(False)
            self.clients.append(client)  # before the answer: who has it must be counted
            client.sendall(self.ANSWER)

    def resets(self) -> bool:
        """Whether a client has left."""
        try:
            return any(client.recv(1) == b"" for client in self.clients)
        except BlockingIOError:
            return False

    def stop(self) -> None:
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join()
        for end in (*self.clients, self._listener):
            end.close()


@pytest.fixture
def x_server() -> Iterator[XServer]:
    server = XServer()
    yield server
    let_go_of_screen()
    server.stop()


@linux
def test_who_asks_an_x_server_stays_its_client_until_told(x_server, monkeypatch):
    monkeypatch.setattr(screen, "_load_plugin", lambda name: None)
    for _ in range(2):
        check_screen({"DISPLAY": x_server.display})
    assert len(x_server.clients) == 1
    assert not x_server.resets()
    let_go_of_screen()
    assert x_server.resets()


@linux
def test_the_application_has_its_own_connection_before_the_first_is_closed(
    x_server, qapp, monkeypatch
):
    from annplayground import app

    seen = []

    class Application(app.QApplication):
        """Stands in for the one that this process has already."""

        def __new__(cls, arguments: list[str]):
            seen.append((len(x_server.clients), x_server.resets()))
            return qapp

    class NoApplication:
        instance = setHighDpiScaleFactorRoundingPolicy = staticmethod(lambda *_: None)

    monkeypatch.setattr(app, "QCoreApplication", NoApplication)
    monkeypatch.setattr(app, "QGuiApplication", NoApplication)
    monkeypatch.setattr(app, "QApplication", Application)
    monkeypatch.setattr(screen, "_load_plugin", lambda name: None)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", x_server.display)
    check_screen()  # as the command line does, before it imports Qt
    with pytest.raises(StartError, match="without windows"):
        app.create_application(["annplayground"])  # what stands in is no QApplication
    assert seen == [(1, False)]
    assert x_server.resets()


@linux
@pytest.mark.parametrize("platform", ["eglfs", "linuxfb"])
def test_a_platform_that_wants_devices_is_tried_before_qt_would_abort(platform, monkeypatch):
    monkeypatch.setattr(screen, "_load_plugin", lambda name: None)
    environ = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    tried = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        tried.append(command)
        return subprocess.CompletedProcess(command, answers.pop())

    monkeypatch.setattr(screen.subprocess, "run", run)
    answers = [-6, 1, 0]
    check_screen(environ | {"QT_QPA_PLATFORM": platform})
    for _ in range(2):
        with pytest.raises(StartError, match=f"QT_QPA_PLATFORM={platform} does not work here"):
            check_screen(environ | {"QT_QPA_PLATFORM": platform})
    assert [command[-1] for command in tried] == [platform] * 3


@linux
def test_the_trial_of_a_platform_is_a_real_start_of_qt():
    environ = dict(os.environ)
    assert screen._starts("offscreen", environ)
    assert not screen._starts("paper", environ)


# -- scaling --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("QT_SCALE_FACTOR", "0"),
        ("QT_SCALE_FACTOR", "-1"),
        ("QT_SCALE_FACTOR", "1000"),
        ("QT_SCALE_FACTOR", "nan"),
        ("QT_SCALE_FACTOR", "inf"),
        ("QT_SCALE_FACTOR", "1e9"),
        ("QT_SCALE_FACTOR", "large"),
        ("QT_SCREEN_SCALE_FACTORS", "1;1000"),
        ("QT_SCREEN_SCALE_FACTORS", "HDMI-1=0;DP-1=1"),
        ("QT_FONT_DPI", "0"),
        ("QT_FONT_DPI", "1000000"),
    ],
)
def test_a_scale_that_nothing_can_be_drawn_with_is_taken_out(name, text):
    environ = {name: text, "OTHER": "kept"}
    (sentence,) = mend_scaling(environ)
    assert sentence.startswith(f"{name}={text} is ignored")
    assert environ == {"OTHER": "kept"}


def test_a_scale_that_serves_is_left():
    environ = {"QT_SCALE_FACTOR": "1.5", "QT_FONT_DPI": "192"}
    for factors in ("2", "1;1.25;", "HDMI-1=2;DP-1=1", ""):
        environ["QT_SCREEN_SCALE_FACTORS"] = factors
        before = dict(environ)
        assert list(mend_scaling(environ)) == []
        assert environ == before


def test_a_picture_is_not_scaled_at_all():
    environ = dict.fromkeys(VARIABLES, "2") | {"OTHER": "kept"}
    drop_scaling(environ)
    assert environ == {"OTHER": "kept"}


def test_a_window_says_what_it_ignores_and_opens(environment, tmp_path):
    code = """
import sys
from annplayground import app
application = app.create_application(["annplayground"])
sys.exit(application.devicePixelRatio() != 1.0)
"""
    environment |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    told = "annplayground: QT_SCALE_FACTOR=0 is ignored: it takes numbers from 0.25 to 5\n"
    assert done.stderr == told
