"""``lsh doctor``: an examination of the installation and the home, in whatever state they are.

A check is a function of ``Surroundings`` that returns a ``Finding``; ``examination`` has them in their
order. Modules are named after what they look at.
"""
