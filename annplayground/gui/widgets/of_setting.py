"""Which settings an input stands for, so that who speaks of a setting finds it."""

from PySide6.QtWidgets import QWidget

_PROPERTY = "setting_paths"


def of_setting(widget: QWidget, *paths: str) -> None:
    """Let a widget stand for these settings: "training.loss", or "training.schedule.*" for all
    of these. Of one with several values, each may have its own: "data.features.x1"."""
    widget.setProperty(_PROPERTY, [path for path in paths if path])


def stands_for(widget: QWidget, path: str) -> bool:
    """Whether this is one of the settings that a widget stands for."""
    paths: list[str] = widget.property(_PROPERTY) or []
    return any(path == own or (own[-1] == "*" and path.startswith(own[:-1])) for own in paths)


def inputs_in(root: QWidget) -> list[QWidget]:
    """All widgets below this one that stand for a setting."""
    return [widget for widget in root.findChildren(QWidget) if widget.property(_PROPERTY)]
