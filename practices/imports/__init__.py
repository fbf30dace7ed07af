"""Reading the published lists of NHS organisations into the portal's own tables."""
