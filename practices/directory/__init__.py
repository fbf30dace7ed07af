"""The practices as a list and one by one, and the list that is read in."""
