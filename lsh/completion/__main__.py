"""``python -m lsh.completion`` is ``lsh-complete``."""

from lsh.completion import main

main()
