# -*- coding: utf-8 -*-
"""Sets the project up and runs it: demo, test, check, bench, faults, bundle, run. Standard library only.

Written so that any Python can read it: one that is too old or too new is told so, rather than shown a trace.
"""

import os
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def main():  # type: () -> int
    """Looks at the Python, then leaves the rest to packaging/machine."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.stderr.write(
            "dev.py: Storecast needs Python 3.11, 3.12 or 3.13; this is %d.%d\n" % sys.version_info[:2]
        )
        return 1
    root = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, os.path.join(root, "packaging"))
    # Imported here: these modules cannot be read by an older Python.
    import pathlib

    from machine.commands import main as obey

    return obey(pathlib.Path(root), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
