"""Programmes as their managers keep them, and the partner organisations they work with."""
