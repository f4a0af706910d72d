"""The plots: what shows a Snapshot. pyqtgraph is set up here, once for all of them."""

import pyqtgraph as pg

# Row-major images are used as they lie in memory, without a transposed copy.
pg.setConfigOptions(antialias=True, imageAxisOrder="row-major")
