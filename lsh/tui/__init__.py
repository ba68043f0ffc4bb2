"""The terminal's face: screens over the ledger, live by the engine's event stream.

``feed`` follows the ledger in threads of its own and posts ``messages``; ``app`` merges them into the
``board``; ``screens`` show it with ``widgets``. Every change goes through the door as a ``deed``, which
also knows the command line that does the same.
"""
