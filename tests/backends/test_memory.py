"""Memory: page faults counted, not seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

# A megabyte-sized buffer taken and freed over and over, as a training step does.
SCRIPT = """
import ctypes, resource, sys
from infogan_lib.backends.memory import keep_freed_memory
libc = ctypes.CDLL("libc.so.6")
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
if sys.argv[1] == "keep":
    assert keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
size = 24 * 2**20
before = faults()
for _ in range(20):
    block = libc.malloc(size)
    ctypes.memset(block, 1, size)
    libc.free(block)
print(faults() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mallopt is glibc's")
def test_kept_memory_is_not_faulted_in_again():
    def faults(mode: str) -> int:
        environment = {"MALLOC_TRIM_THRESHOLD_": "131072"} if mode == "return" else {}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, mode], capture_output=True, text=True, env=environment
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    assert faults("keep") < faults("return") / 5
