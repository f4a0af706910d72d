"""The guard of conftest itself: what is left behind is found."""

import pytest

pytest_plugins = ["pytester"]

CASES = {
    "thread": """
        import threading
        def test_leak():
            threading.Thread(target=threading.Event().wait, name="stray", daemon=True).start()
    """,
    "window": """
        from PySide6.QtWidgets import QWidget
        kept = []
        def test_leak(qapp):
            kept.append(QWidget())
    """,
    "timer": """
        from PySide6.QtCore import QTimer
        kept = []
        def test_leak(qapp):
            kept.append(QTimer())
            kept[0].start(1000)
    """,
}


@pytest.mark.parametrize("kind", CASES)
def test_what_a_test_leaves_behind_fails_it(
    pytester: pytest.Pytester,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    root = request.config.rootpath
    monkeypatch.setenv("PYTHONPATH", str(root))
    conftest = root / "tests" / "conftest.py"
    pytester.makeconftest(conftest.read_text(encoding="utf-8"))
    pytester.makepyfile(CASES[kind])
    # In a process of its own: a second conftest must not see this one's application.
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*left behind: {kind}*"])
