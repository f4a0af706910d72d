"""What is connected with what: a module for each part, with one function `connect(window)`.

Only the wiring knows several rooms at once; they know nothing of each other.
"""

from annplayground.gui.wiring import (
    appearance,
    background,
    compare,
    document,
    ending,
    explain,
    finding,
    layout,
    snapshots,
    teach,
    timeline,
    training,
)

PARTS = (
    document,
    training,
    snapshots,
    timeline,
    explain,
    background,
    finding,
    layout,
    appearance,
    teach,
    compare,
    ending,
)
