"""Runs a command; writes its seconds and its largest resident size in MB to a file, and ends as it does.

usage: measure.py FILE COMMAND...
"""

import os
import resource
import subprocess
import sys
import time

start = time.monotonic()
code = subprocess.run(sys.argv[2:]).returncode
seconds = time.monotonic() - start
megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
with open(sys.argv[1], "w") as file:
    print(f"{seconds:.1f} {megabytes:.0f}", file=file)
sys.exit(code)
