"""Earlier versions of what people write together: listed, and brought back."""
