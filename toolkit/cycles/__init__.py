"""Small tests (PDSA cycles) in ramps, and what is kept of them (SDSA)."""
