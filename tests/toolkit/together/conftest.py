import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Every test comes from one address, whose tries are counted."""
    cache.clear()
