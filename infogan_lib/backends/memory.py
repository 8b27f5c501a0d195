"""Keep freed memory for the next step, where the C library would hand it back."""

from __future__ import annotations

import ctypes

# glibc's <malloc.h>: which block sizes come from the system one by one, how much freed memory
# at the top of the heap goes back to it, and by how much the heap grows at a time.
M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, M_TOP_PAD = -3, -1, -2
SETTINGS = {
    M_MMAP_THRESHOLD: 32 * 2**20,  # the largest it accepts
    M_TRIM_THRESHOLD: 2**31 - 1,
    M_TOP_PAD: 256 * 2**20,
}


def keep_freed_memory() -> bool:
    """Ask glibc not to return memory between training steps; whether it agreed.

    Each step frees and takes the same buffers. Returned to the system, they come back as page
    faults, which cost more than a third of a CPU step's time on the machine we measured. On other
    systems, and on other C libraries, nothing happens.
    """
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(setting, value) == 1 for setting, value in SETTINGS.items())
