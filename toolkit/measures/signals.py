"""What the app tells others about measures, in the transaction in which it happens."""

from django.dispatch import Signal

# Figures of ``measures`` were written past the rows' own signals, many at once.
figures_written = Signal()
