"""Comments beside fields: said to the team and its coach, and to nobody else."""
