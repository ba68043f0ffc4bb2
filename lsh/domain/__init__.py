"""The rules of lsh, and nothing else: no clock, no file, no network, standard library only.

Every function that needs the time is given it as ``now``, an aware UTC datetime.
"""
