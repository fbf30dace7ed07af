import pytest

from coaching.models import Visit
from coaching.sealed import seal
from tests.builders import make
from tests.builders.visits import SECRET


@pytest.fixture
def visit(world) -> Visit:
    return make.visit(world.project, world.coach)


@pytest.fixture
def done(world) -> Visit:
    """A visit that is logged, with a note."""
    return make.visit(
        world.project, world.coach, logged_at=make.now(), private_note_sealed=seal(SECRET), progress="The aim stands"
    )
