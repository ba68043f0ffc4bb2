"""How runs are run. Every executor keeps the contract of ``base``; one suite of tests holds them to it."""
