"""What the apps above are told. Receivers run inside the service's transaction."""

from django.dispatch import Signal

partner_ended = Signal()
"""A programme no longer works with a partner. Arguments: ``programme``, ``partner``, ``by``."""
