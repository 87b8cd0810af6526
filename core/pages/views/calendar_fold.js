// A large county has more visits than a screen has room for: the calendar is given a few of each
// day and one entry that stands for the rest, or one entry for each crew and day.

const PER_DAY = { month: 6, week: 16, list: 80 };
const MOST_IN_ROWS = 500; // single visits in a timeline; beyond, a day of a crew is one entry

const key = (visit) => visit.date;
const byTime = (a, b) => (a.date + a.start + a.id < b.date + b.start + b.id ? -1 : 1);

function grouped(visits, keyOf) {
  const groups = new Map();
  for (const visit of visits) {
    for (const name of [].concat(keyOf(visit))) {
      if (groups.has(name)) groups.get(name).push(visit);
      else groups.set(name, [visit]);
    }
  }
  return groups;
}

/** { single: visits to show one by one, folded: [{ day, row, visits }] } */
export function fold(visits, view, rows) {
  if (rows) {
    if (visits.length <= MOST_IN_ROWS) return { single: visits, folded: [] };
    const rowsOf = (visit) => (rows === 'person' ? visit.people.map((person) => person.id) : [visit.crew]).map((row) => `${visit.date} ${row}`);
    return { single: [], folded: [...grouped(visits, rowsOf)].map(([name, list]) => ({ day: name.slice(0, 10), row: name.slice(11), visits: list })) };
  }
  const single = [];
  const folded = [];
  for (const [day, list] of grouped(visits, key)) {
    list.sort(byTime);
    const room = list.length > PER_DAY[view] ? PER_DAY[view] - 1 : PER_DAY[view];
    single.push(...list.slice(0, room));
    if (list.length > room) folded.push({ day, row: '', visits: list.slice(room) });
  }
  return { single, folded };
}

/** Whether a month of rows is too much for one look: then a week is shown. */
export const isWide = (rows, visits) => visits.length > MOST_IN_ROWS && rows.length > 30;
