"""Shell history: the hooks that record it, the spool that they write, what is left out and masked.

Nothing here touches the ledger; ``lsh.engine.intake`` takes the spool in.
"""
