// Dates, numbers and shares as people of the page's language write them. Days are civil days
// ('2026-03-09') and never pass through a time zone.
import { locale, t } from './words.js';

const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const dayOfWeek = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', weekday: 'short' });
const monthName = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short' });
const monthYear = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' });
const figures = new Intl.NumberFormat(locale);
const twoFigures = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

const utc = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`);

export const number = (value) => figures.format(value);
export const date = (text) => (text ? day.format(utc(text)) : '');
export const weekday = (text) => (text ? dayOfWeek.format(utc(text)) : '');
export const month = (text) => monthName.format(utc(`${text.slice(0, 7)}-01`));
export const monthOfYear = (text) => monthYear.format(utc(`${text.slice(0, 7)}-01`));
export const instant = (text) => (text ? moment.format(new Date(text)) : '');
export const span = (from, to) => (from === to ? date(from) : t('{from} to {to}', { from: date(from), to: date(to) }));

/** 1 of 20 is "5 %". */
export const percent = (part, whole) => (whole > 0 ? `${twoFigures.format((part * 100) / whole)} %` : '–');

/** Millionths, as bounds have them: 1017768 is "1.018". */
export const ratio = (millionths) => (millionths / 1e6).toFixed(3);
export const hours = (minutes) => twoFigures.format(minutes / 60);

/** The days between two civil days. */
export const daysBetween = (from, to) => Math.round((utc(to) - utc(from)) / 86400000);

export function daysAfter(text, days) {
  return new Date(utc(text).getTime() + days * 86400000).toISOString().slice(0, 10);
}

/** "today", "tomorrow", "in 5 days", "3 days ago". */
export function away(text, from) {
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(daysBetween(from, text), 'day');
}
