import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def home_with_a_space():
    """A folder that the servers' account can enter (pytest's own are private), with a space in its path."""
    folder = Path(tempfile.mkdtemp(prefix="cms tests "))
    folder.chmod(0o755 if os.geteuid() == 0 else 0o700)
    yield folder
    shutil.rmtree(folder)
