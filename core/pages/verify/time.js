// Instants: seconds since 1970 in UTC, as BigInt. Days are those of the proleptic Gregorian
// calendar, from 1900 to 2199 in what is read.

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
const LAST_SHOWN = 253402300799n; // 9999-12-31T23:59:59Z
const FIRST_SHOWN = -62167219200n; // 0000-01-01T00:00:00Z

// The instant of a text like 2026-03-02T01:00:00Z; null where it is none.
export function readInstant(text) {
  const found = FORM.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  const milliseconds = Date.UTC(year, month - 1, day);
  const date = new Date(milliseconds);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || year < 1900 || year > 2199 || hour > 23 || minute > 59 || second > 59) return null;
  return BigInt(milliseconds / 1000 + hour * 3600 + minute * 60 + second);
}

// The same form back; '' where the year has not four digits.
export function writeInstant(instant) {
  if (instant < FIRST_SHOWN || instant > LAST_SHOWN) return '';
  return new Date(Number(instant) * 1000).toISOString().replace('.000Z', 'Z');
}
