"""Gradients from a definition, by complex step: exact to rounding, and independent of the answers.

The slope of an analytic f at v is Im f(v + ih) / h. Nothing is subtracted, so h can be tiny and the result has the
accuracy of f itself (Squire and Trapp, Using complex variables to estimate derivatives of real functions, 1998).
"""

import numpy as np

STEP = 1e-30


def slope(loss, array):
    """Return d loss / d array, of the shape of array.

    loss       function   takes a complex array of that shape, returns one complex number, analytic in each entry
    """
    result = np.zeros(array.shape)
    moved = array.astype(complex)
    for index in np.ndindex(array.shape):
        moved[index] += STEP * 1j
        result[index] = loss(moved).imag / STEP
        moved[index] = array[index]
    return result
