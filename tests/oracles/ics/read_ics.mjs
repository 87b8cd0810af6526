// Reads .ics files with npm's ical.js and prints what they say as JSON, in the form that
// ics_dump.c describes: node read_ics.mjs FILE…
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ICAL from 'ical.js';

function moment(entry, name) {
  const value = entry.getFirstPropertyValue(name);
  if (value === null) {
    return null;
  }
  if (value.isDate) {
    return value.toString();
  }
  if (value.zone === ICAL.Timezone.localTimezone) {
    return 'floating';
  }
  return value.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function describe(entry) {
  const text = (name) => entry.getFirstPropertyValue(name) ?? '';
  return {
    kind: entry.name.toUpperCase(),
    uid: text('uid'),
    start: moment(entry, 'dtstart'),
    end: moment(entry, 'dtend'),
    due: moment(entry, 'due'),
    summary: text('summary'),
    location: text('location'),
    description: text('description'),
    status: text('status'),
    sequence: entry.getFirstPropertyValue('sequence') ?? 0,
  };
}

const result = {};
for (const path of process.argv.slice(2)) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(zone);
  }
  result[basename(path)] = calendar.getAllSubcomponents()
    .filter((entry) => entry.name !== 'vtimezone')
    .map(describe);
}
console.log(JSON.stringify(result, null, 1));
