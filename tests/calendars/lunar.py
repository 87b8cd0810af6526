"""The lunar dates of Chinese festivals, computed from sun and moon.

Formulas after J. Meeus, Astronomical Algorithms (2nd ed.), chapters 25 (sun, to 0.01 degrees) and
49 (new moons, to seconds). The calendar rules are those of GB/T 33661-2017: a month begins on the
Beijing date of a new moon; month 11 holds the winter solstice; of thirteen months between two of
these, the first without a principal term is a leap month.

An oracle for the tests, good for the years around ours; nothing of the product depends on it.
"""

import datetime
import math
from functools import lru_cache

EPOCH = datetime.date(2000, 1, 1)
EPOCH_JD = 2451544.5
DELTA_T_DAYS = 72 / 86400  # terrestrial minus universal time around 2030
BEIJING_DAYS = 8 / 24

# Periodic terms of the new moon: size, power of E, multiples of M, M', F.
NEW_MOON_TERMS = (
    (-0.40720, 0, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2), (0.00739, 1, -1, 1, 0), (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2), (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0), (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2), (-0.00024, 1, -1, 2, 0), (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2), (0.00004, 0, 3, 0, 0), (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2), (-0.00003, 0, 1, 1, 2), (0.00003, 0, -1, 1, 2),
)
# The larger planetary terms: size, angle, angle per lunation.
PLANET_TERMS = (
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239),
)


def beijing_date(jde):
    return EPOCH + datetime.timedelta(
        days=math.floor(jde - DELTA_T_DAYS + BEIJING_DAYS - EPOCH_JD))


def new_moon(k):
    """Dynamical time of the k-th new moon since January 2000, as a Julian day."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node_distance = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = math.radians(124.7746 - 1.56375588 * k)
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t - 0.00017 * math.sin(node)
    for size, power, of_sun, of_moon, of_distance in NEW_MOON_TERMS:
        angle = of_sun * sun + of_moon * moon + of_distance * node_distance
        jde += size * e ** power * math.sin(angle)
    for size, angle, rate in PLANET_TERMS:
        jde += size * math.sin(math.radians(angle + rate * k))
    return jde


def sun_longitude(jde):
    """Apparent longitude of the sun in degrees."""
    t = (jde - 2451545) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = ((1.914602 - 0.004817 * t) * math.sin(anomaly)
              + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
              + 0.000289 * math.sin(3 * anomaly))
    node = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def sun_reaches(degrees, near):
    """The Beijing date on which the sun reaches a longitude, within 20 days of a date."""
    low = (near - EPOCH).days + EPOCH_JD - 20
    high = low + 40
    for _ in range(50):
        middle = (low + high) / 2
        if (sun_longitude(middle) - degrees + 180) % 360 < 180:
            low = middle
        else:
            high = middle
    return beijing_date(high)


def qingming(year):
    return sun_reaches(15, datetime.date(year, 4, 5))


@lru_cache(maxsize=None)
def month_eleven(year):
    """Lunation whose month holds the winter solstice of the year."""
    solstice = sun_reaches(270, datetime.date(year, 12, 22))
    k = round((year + 0.97 - 2000) * 12.3685) + 2
    while beijing_date(new_moon(k)) > solstice:
        k -= 1
    return k


def has_principal_term(first, after):
    """Whether the sun reaches a multiple of 30 degrees on a day of the month."""
    day = first
    while day < after:
        midnight = (day - EPOCH).days + EPOCH_JD - BEIJING_DAYS + DELTA_T_DAYS
        if int(sun_longitude(midnight) // 30) != int(sun_longitude(midnight + 1) // 30):
            return True
        day += datetime.timedelta(days=1)
    return False


@lru_cache(maxsize=None)
def month_starts(year):
    """First days of the lunar months 1 to 10 of the lunar year, without the leap month."""
    low = month_eleven(year - 1)
    high = month_eleven(year)
    starts = [beijing_date(new_moon(k)) for k in range(low, high + 1)]
    months = list(zip(starts, starts[1:]))
    if len(months) == 13:
        leap = next(i for i, month in enumerate(months) if not has_principal_term(*month))
        months.pop(leap)
    return [first for first, _ in months][2:]


def lunar_date(year, month, day):
    return month_starts(year)[month - 1] + datetime.timedelta(days=day - 1)
