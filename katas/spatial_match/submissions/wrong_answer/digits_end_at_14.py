"""Fourteen digits; whoever asks for the fifteenth gets the cell above it.

fails: cells_are_valid at finest_resolution
"""

from h3.api import basic_int as h3


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    for i in range(len(cell)):
        lat, lng = places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6
        cell[i] = h3.latlng_to_cell(lat, lng, min(resolution, 14))
