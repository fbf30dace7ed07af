"""How closely a team follows the method of small tests (Taylor et al. 2014): advice to the team, never a mark."""
