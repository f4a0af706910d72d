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


EXCUSES = {
    "mark": """
        import pytest
        @pytest.mark.skipif(True, reason="Numba cannot be had here")
        def test_excused(): pass
    """,
    "call": """
        import pytest
        def test_excused():
            pytest.importorskip("annplayground.core.nothing_of_this_name")
    """,
    "module": """
        import pytest
        pytest.skip("no numba", allow_module_level=True)
    """,
}


@pytest.mark.numba
@pytest.mark.parametrize("kind", EXCUSES)
def test_a_test_of_compiled_code_is_not_skipped_where_numba_is_installed(
    pytester: pytest.Pytester, request: pytest.FixtureRequest, kind: str
) -> None:
    conftest = request.config.rootpath / "tests" / "conftest.py"
    pytester.makeconftest(conftest.read_text(encoding="utf-8"))
    pytester.makepyfile(EXCUSES[kind])
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*skipped although Numba is installed*"])


def test_where_numba_is_not_installed_its_tests_are_skipped(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    conftest = (request.config.rootpath / "tests" / "conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest.replace('find_spec("numba")', 'find_spec("no_numba")'))
    pytester.makepyfile("""
        import pytest
        @pytest.mark.numba
        def test_compiled(): assert False
        def test_plain(): pass
    """)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, skipped=1)
