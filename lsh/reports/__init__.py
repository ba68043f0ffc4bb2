"""Reports: figures from the ledger as plain dictionaries, and those rendered for people.

``summary`` and ``comprehensive`` read; ``terminal``, ``markdown`` and ``html`` are pure functions of
what they return. The shapes are declared in ``lsh.schema.report``.
"""
