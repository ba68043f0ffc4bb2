"""What the screen System shows: the daemon, its processes and its log, the room that things take."""
