"""Replaced by the embedded servers: until then the environment names them."""
