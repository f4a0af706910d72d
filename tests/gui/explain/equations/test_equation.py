"""Typeset equations: the threads that make them do not meet."""

import threading

from annplayground.gui.explain.equations import equation


def test_equations_are_typeset_one_after_the_other(monkeypatch):
    """Two at once read the font file at each other's places: tanh came out as black blocks."""
    inside, most = [], []
    meeting = threading.Barrier(2)

    def slow(latex, points, colour):
        inside.append(latex)
        most.append(len(inside))
        try:
            meeting.wait(0.05)  # broken as long as they come one after the other
        except threading.BrokenBarrierError:
            meeting.reset()
        inside.remove(latex)
        return latex

    monkeypatch.setattr(equation, "_svg", slow)
    threads = [equation._Typesetting(name, 11, "#000000") for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert [thread.svg for thread in threads] == ["a", "b", "c"]
