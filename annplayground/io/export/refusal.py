"""What cannot be exported."""


class ExportError(ValueError):
    """An experiment that cannot be written in a form; the text is one sentence that says why."""
