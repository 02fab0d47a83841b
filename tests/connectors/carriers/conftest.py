"""Vendors who follow parcels, on loopback."""

import pytest
from pytest_httpserver import HTTPServer

from tests.connectors.carriers.aftership import AfterShip
from tests.connectors.carriers.seventeentrack import SeventeenTrack


@pytest.fixture
def seventeentrack(server: HTTPServer) -> SeventeenTrack:
    return SeventeenTrack(server)


@pytest.fixture
def aftership(server: HTTPServer) -> AfterShip:
    return AfterShip(server)
