"""What a part of the program still holds once it has done its work."""

import gc
import tracemalloc
from collections.abc import Callable
from types import ModuleType


def kept(module: ModuleType, work: Callable[[], object]) -> int:
    """Bytes that the module's own lines took while working and did not give back."""
    tracemalloc.start()
    try:
        work()
        gc.collect()
        lines = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, str(module.__file__))])
    finally:
        tracemalloc.stop()
    return sum(line.size for line in lines.statistics("filename"))
