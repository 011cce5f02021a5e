"""The parent of the cell of resolution 15: a child sticks out of its parent.

fails: same_cell_as_h3 at every_resolution
"""

from h3.api import basic_int as h3


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    for i in range(len(cell)):
        fine = h3.latlng_to_cell(places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6, 15)
        cell[i] = h3.cell_to_parent(fine, resolution)
