"""Lets the allocator keep large blocks: asking for them in every step costs a third of the time."""

import os
import sys

KEPT = {
    "MALLOC_MMAP_THRESHOLD_": str(8 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 30),
}


def keep_blocks() -> None:
    """Starts this very program again with the settings that glibc reads at its start only."""
    if sys.platform == "linux" and any(name not in os.environ for name in KEPT):
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **KEPT})
