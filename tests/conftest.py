"""Fixtures that any test may ask for."""

pytest_plugins = [
    "tests.fixtures_surroundings",
    "tests.fixtures_servers",
    "tests.fixtures_store",
    "tests.skips",
]
