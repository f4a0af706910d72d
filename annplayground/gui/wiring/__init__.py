"""What is connected with what: a module for each part, with one function `connect(window)`.

Only the wiring knows several rooms at once; they know nothing of each other.
"""

from annplayground.gui.wiring import (
    appearance,
    document,
    ending,
    explain,
    finding,
    layout,
    luck,
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
    luck,
    finding,
    layout,
    appearance,
    teach,
    ending,
)
