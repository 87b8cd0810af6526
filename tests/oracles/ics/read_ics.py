"""Reads .ics files with python3-icalendar and prints what they say as JSON, in the form that
ics_dump.c describes: read_ics.py FILE…"""
import datetime
import json
import os
import sys

import icalendar


def moment(entry, name):
    if name not in entry:
        return None
    value = entry[name].dt
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return "floating"
    return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def describe(entry):
    return {
        "kind": entry.name,
        "uid": str(entry.get("UID", "")),
        "start": moment(entry, "DTSTART"),
        "end": moment(entry, "DTEND"),
        "due": moment(entry, "DUE"),
        "summary": str(entry.get("SUMMARY", "")),
        "location": str(entry.get("LOCATION", "")),
        "description": str(entry.get("DESCRIPTION", "")),
        "status": str(entry.get("STATUS", "")),
        "sequence": int(entry.get("SEQUENCE", 0)),
    }


def main(paths):
    result = {}
    for path in paths:
        with open(path, "rb") as file:
            calendar = icalendar.Calendar.from_ical(file.read())
        result[os.path.basename(path)] = [
            describe(entry) for entry in calendar.subcomponents if entry.name != "VTIMEZONE"
        ]
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
