"""The kernels as machine code: compiled in a child, linked, kept on disk and checked."""
