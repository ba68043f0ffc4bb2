"""``python -m lsh``."""

import sys

from lsh.cli import main

sys.exit(main())
