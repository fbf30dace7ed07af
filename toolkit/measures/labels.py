"""What the parts of a measure's definition are called, wherever they are shown."""

LABELS = {
    "definition": "What exactly is counted",
    "numerator": "Counted",
    "denominator": "Out of",
    "per": "For every",
    "unit": "Counted in",
    "exclusions": "Left out",
}
