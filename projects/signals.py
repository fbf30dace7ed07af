"""What the apps above are told. Receivers run inside the service's transaction."""

from django.dispatch import Signal

coaching_began = Signal()
"""A coach leads the coaching of a project from the day ``assignment.starts_on``.

Arguments: ``assignment``, ``by``.
"""

coaching_ended = Signal()
"""A coach leaves a project on the day ``assignment.ends_on``.

Arguments: ``assignment``, ``successor`` (None while nobody follows), ``by``.
"""

place_ended = Signal()
"""Somebody is on a lead team no longer: the place ``member`` has ended.

Arguments: ``member``, ``by``.
"""
