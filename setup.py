"""What pyproject.toml cannot say: the trained models lie beside the package, and are installed inside it."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[*find_namespace_packages(include=["contactguard*"]), "contactguard.trained"],
    package_dir={"contactguard.trained": "models"},
)
