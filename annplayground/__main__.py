"""`python -m annplayground`: the same as the command `annplayground`."""

import sys

from annplayground.cli import main

if __name__ == "__main__":
    sys.exit(main())
