"""Writes offsets.txt: what every IANA zone's clock is ahead of UTC over ten years, by Python's zoneinfo.

An oracle that shares no code with Node: `pip install tzdata`, then `python3 offsets.py > offsets.txt`.
A line holds the offset at the beginning, then moment:offset for each change (seconds), a bar, and the zones.
"""

import datetime
import importlib.metadata
import zoneinfo

# The package's data, and not what the machine happens to have.
zoneinfo.reset_tzpath(to=[])

UTC = datetime.timezone.utc
FROM = int(datetime.datetime(2026, 1, 1, tzinfo=UTC).timestamp())
UNTIL = int(datetime.datetime(2036, 1, 1, tzinfo=UTC).timestamp())
STEP = 3 * 3600


def offset(zone, at):
    return int(datetime.datetime.fromtimestamp(at, zone).utcoffset().total_seconds())


def changes(zone):
    known = offset(zone, FROM)
    yield str(known)
    for start in range(FROM, UNTIL, STEP):
        if offset(zone, start + STEP) == known:
            continue
        low, high = start, start + STEP
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(zone, middle) == known else (low, middle)
        known = offset(zone, high)
        yield f"{high}:{known}"


tables = {}
for name in sorted(zoneinfo.available_timezones()):
    if "/" in name or name == "UTC":
        tables.setdefault(" ".join(changes(zoneinfo.ZoneInfo(name))), []).append(name)

print(f"tzdata {importlib.metadata.version('tzdata')}, from {FROM} until {UNTIL}")
for table, names in sorted(tables.items()):
    print(f"{table} | {' '.join(names)}")
