"""Resolutions are brought into 0 to 15, and nobody complains.

fails: refuses_bad_resolutions at bad_resolution
"""

from h3.api import basic_int as h3


def cells(places, resolution, cell):
    resolution = min(max(resolution, 0), 15)
    for i in range(len(cell)):
        cell[i] = h3.latlng_to_cell(places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6, resolution)
