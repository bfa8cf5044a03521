"""The gguf package's reader, as reader.mjs runs the others: python gguf_reader.py FILE"""

import sys
import time

from gguf import GGUFReader

for _ in sys.stdin:
    start = time.perf_counter()
    GGUFReader(sys.argv[1])
    print((time.perf_counter() - start) * 1000, flush=True)
