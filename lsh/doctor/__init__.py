"""``lsh doctor``: an examination of the installation and the home, in whatever state they are.

A check is a function of ``Surroundings`` that returns a ``Finding``; ``examination`` has them in their
order. Modules are named after what they look at.

It changes nothing, and has no ``--fix``: it must be safe to run on a home that is just being damaged, and
what mends is a line to paste, which a person has read. Modes and folders that lsh may mend without asking are
mended where they are used: ``paths.make_folders`` at each start of the daemon.
"""
