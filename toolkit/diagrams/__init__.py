"""Fishbone, process maps and driver diagram: one service of operations, and the pages of the last two."""
