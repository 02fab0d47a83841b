"""A chance set right stays a chance, however far the line was bent."""

import warnings

import numpy as np

from integration.domain.delay.calibration import Calibration


def test_a_steep_line_overflows_nothing() -> None:
    steep = Calibration()
    steep.line = np.array([0.0, 500.0, 0.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = steep.corrected(np.array([0.0, 0.5, 1.0]), np.array([3, 3, 3]))
    assert np.allclose(said, [0.0, 0.5, 1.0])
