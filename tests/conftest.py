"""Fixtures that any test may ask for."""

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures_surroundings",
    "tests.fixtures_servers",
    "tests.fixtures_store",
    "tests.skips",
]

# How long an example takes is the machine's affair: benchmarks time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
