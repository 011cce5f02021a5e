"""One place after the other, by h3's own function."""

from h3.api import basic_int as h3


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    for i in range(len(cell)):
        cell[i] = h3.latlng_to_cell(places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6, resolution)
