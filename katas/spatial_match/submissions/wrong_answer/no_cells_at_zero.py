"""Takes resolution 0 for "no resolution given" and answers with nobody's cell.

fails: cells_are_valid at coarsest_resolution
"""

from h3.api import basic_int as h3


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    if not resolution:
        return
    for i in range(len(cell)):
        cell[i] = h3.latlng_to_cell(places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6, resolution)
