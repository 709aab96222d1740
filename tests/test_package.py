"""What is installed holds all that the program reads, the trained models too; a checkout uses its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contactguard.scanning.scanner import MODELS

HERE = Path.cwd()
WHERE = "from contactguard.scanning.scanner import MODELS; print(MODELS)"


def ran(*command: str, folder: Path, **variables: str) -> str:
    done = subprocess.run(command, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel."""
    folder = tmp_path_factory.mktemp("built")
    steps = ("egg_info", "--egg-base", str(folder), "build_py", "--build-lib", str(folder / "lib"))
    ran(sys.executable, "setup.py", "-q", *steps, folder=HERE)
    return folder / "lib"


def files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def test_every_file_of_the_package_and_the_models_are_installed(installed: Path) -> None:
    models = {f"trained/{name}" for name in files(HERE / "models") - {"README.md"}}
    assert len(models) == 7
    assert files(installed / "contactguard") == files(HERE / "contactguard") | models


def test_the_models_are_those_installed_and_in_a_checkout_its_own(installed: Path) -> None:
    found = ran(sys.executable, "-c", WHERE, folder=installed, PYTHONPATH=str(installed))
    assert Path(found) == installed / "contactguard" / "trained"
    assert MODELS == HERE / "models"
