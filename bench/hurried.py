"""`handfast`, but that the job named first runs as soon as the file named second is there."""

import sys
from pathlib import Path

from handfast.cli import app
from tests.support.hurried import hurry

if __name__ == "__main__":
    hurry(sys.argv[1], Path(sys.argv[2]))
    app(sys.argv[3:], prog_name="handfast")
