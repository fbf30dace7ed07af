"""Ideas and votes: everybody writes in silence on a phone of their own, the same ideas are joined, all vote."""
