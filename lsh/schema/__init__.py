"""The wire: what commands print as JSON, what the socket carries, what exports hold.

Keys never change meaning. Times are RFC 3339 with offset, durations seconds, sizes bytes, ids strings.
"""
