"""``python -m lsh``."""

from lsh.cli import main

main()
