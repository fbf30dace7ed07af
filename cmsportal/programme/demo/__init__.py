"""A fictional programme with believable projects in every state. Nobody in it exists."""
