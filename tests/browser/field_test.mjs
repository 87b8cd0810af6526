// The year in hand: a visit is dragged against a rule and then along with them, an inspector declines
// one on the phone and records another, the office sends somebody else and sees its figures change.
import { House, OFFICE, PASSWORD, browse, check, equal, options, signIn, tell } from './house.mjs';

const PROGRAMME = 'example-county-2026';
const HOSTILE = '<b onmouseover=alert(1)>诊所</b> مرحبا ' + '长'.repeat(200); // marks that turn text round are refused at the door
const INSPECTOR = 'R99010100001';

options.now = '2026-03-02T08:00:00+08:00';
const house = new House();
house.open();
const rows = house.read('register/targets.csv').trimEnd().split('\n');
const cells = rows[1].split(',');
cells[1] = `"${HOSTILE}"`;
rows[1] = cells.join(',');
const hostile = cells[0];
house.run('import', 'targets', house.write('targets.csv', rows.join('\n')));
house.run('--now', '2026-01-05T09:00:00+08:00', 'plan', `${options.policies}/example/county.lua`);
house.run('--now', '2026-01-05T09:30:00+08:00', 'approve', PROGRAMME, '--by', '科长');
house.run('user', 'add', 'planner', '--role', 'planner', '--from', house.path('password'));
house.run('user', 'add', 'field', '--role', 'inspector', '--person', INSPECTOR, '--from', house.path('password'));
const listed = (...words) => {
  const said = house.run('visit', 'list', ...words);
  return said.items || said.visits || said;
};
// The evening before one of the inspector's days: what lies ahead there is no secret to them any more.
const own = listed('--person', INSPECTOR, '--from', '2026-03-03')[0];
const evening = Date.parse(own.embargo_until) + 3600e3;
const beijing = (milliseconds) => `${new Date(milliseconds + 8 * 3600e3).toISOString().slice(0, 19)}+08:00`;
options.now = beijing(evening);
const ahead = listed('--from', beijing(evening + 86400e3).slice(0, 10), '--to', '2026-12-31');
await house.serve();
options.now = beijing(evening + 3600e3); // the server's clock goes on
const seen = await browse(house.url, { height: 1400 });
const { page } = seen;

const go = async (hash) => {
  await page.goto(`${house.url}/#${hash}`);
  await page.waitForSelector('#main h1');
};

const cell = (day) => page.locator(`.ec-day:has(time[datetime="${day}"])`).first();
const saturdayAfter = (day) => {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + ((6 - at.getUTCDay()) % 7 || 7));
  return at.toISOString().slice(0, 10);
};

/** A visit that stands alone enough to be got hold of: the first of its day. */
const chosen = ahead.find((visit) => /-1[0-2]$/.test(visit.date) && visit.id !== own.id);

async function drags_a_visit_against_a_rule() {
  await signIn(page, house.url, 'planner');
  await go(`/calendar?view=month&day=${chosen.date}`);
  const event = page.locator('.ec-event', { hasText: chosen.target_name.slice(-8) }).first();
  await page.waitForSelector('.day-mark.off');
  await event.waitFor();
  const from = await event.boundingBox();
  const to = await cell(saturdayAfter(chosen.date)).boundingBox();
  await page.mouse.move(from.x + 20, from.y + 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 20, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
  await page.waitForSelector('dialog .problem');
  check(/not a working day/.test(await page.textContent('dialog .problem')), await page.textContent('dialog .problem'));
  equal(await page.inputValue('dialog [name=date]'), saturdayAfter(chosen.date), 'the day it was dropped on');
  equal(listed('--target', chosen.target)[0].date, chosen.date, 'nothing moved');
}

async function takes_the_day_that_every_rule_allows() {
  await page.click('dialog button:has-text("Take 2026")');
  await page.waitForSelector('dialog .trial.good');
  const day = await page.inputValue('dialog [name=date]');
  await page.click('dialog button:has-text("Move it")');
  await page.waitForSelector('dialog .wrong');
  await page.fill('dialog textarea', '片区当天另有活动');
  await page.click('dialog button:has-text("Move it")');
  await page.waitForSelector('.message.good');
  const [moved] = listed('--target', chosen.target);
  equal([moved.date, moved.pinned, moved.reason], [day, true, '片区当天另有活动'], 'where it is now');
}

async function does_the_same_by_keyboard() {
  await go(`/visits/${chosen.id}`);
  await page.waitForSelector('.explained p');
  check((await page.textContent('.history')).includes('片区当天另有活动'), 'the story of the visit');
  await page.focus('button:has-text("Move")');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog [name=date]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
}

async function shows_hostile_names_as_they_are() {
  await go(`/targets/${hostile}`);
  await page.waitForSelector('#main h1:has-text("诊所")');
  equal(await page.textContent('#main h1'), HOSTILE, 'the name as heading');
  const [visit] = listed('--target', hostile);
  await go(`/visits/${visit.id}`);
  await page.waitForSelector('.explained p');
  equal(await page.locator('#main b').count(), 0, 'elements made of a name');
}

async function shows_crews_and_people_by_day() {
  for (const view of ['crews', 'people', 'week', 'list']) {
    await go(`/calendar?view=${view}&day=${chosen.date}`);
    await page.reload();
    await page.waitForSelector('.ec-event');
  }
}

async function signed_in_anew(name, width, height) {
  await seen.context.clearCookies();
  await seen.context.addCookies([{ name: 'lang', value: 'en', url: house.url }]);
  await page.goto('about:blank');
  await page.setViewportSize({ width: 1280, height: 1000 });
  await signIn(page, house.url, name);
  await page.setViewportSize({ width, height });
}

let declined = null;

async function declines_a_visit() {
  await signed_in_anew('field', 390, 844);
  await go('/mine');
  await page.waitForSelector('.own');
  check(!await page.locator('nav.side a[href="#/calendar"]').count(), 'an inspector is led to the calendar');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `the page is ${wide} px too wide for a phone`);
  declined = own;
  await go(`/mine/${declined.id}`);
  await page.click('text=I cannot make this visit');
  await page.click('dialog label:has-text("I am related to it")');
  await page.fill('dialog textarea', '亲属在该机构任职');
  await page.click('dialog button:has-text("Tell the office")');
  await page.waitForSelector('.message.good');
  equal(house.run('visit', 'declined').declined.map((row) => [row.visit, row.ground, row.state]), [[declined.id, 'recusal', 'open']], 'what was declined');
}

let made = null;

async function records_a_result_without_a_connection() {
  made = listed('--person', INSPECTOR, '--to', beijing(evening).slice(0, 10)).reverse().find((visit) => visit.status === 'published');
  await go(`/mine/${made.id}`);
  await page.click('label.choice.problem');
  await page.fill('.found textarea', '串换药品');
  await page.fill('.found input[inputmode=decimal]', '1234.50');
  await page.click('.chip:has-text("Order to put right")');
  await page.fill('.found input[type=date]', '2026-11-20');
  await page.fill('input[type=date][required]', made.date);
  await seen.context.setOffline(true);
  await page.click('button:has-text("Store the result")');
  await page.waitForSelector('.message.warn');
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  check(kept.includes('串换药品') && !kept.includes(made.target_name) && !kept.includes(PASSWORD), 'what the phone keeps');
  await seen.context.setOffline(false);
  await page.waitForFunction(() => !localStorage.getItem('xuncha-outbox'));
  const shown = house.run('visit', 'show', made.id);
  equal([shown.status, shown.outcomes[0].result, shown.outcomes[0].amount, shown.outcomes[0].rectify_by], ['done', 'problem', '1234.50', '2026-11-20'], 'what is stored');
  seen.wrong.length = 0; // the browser complains of the missing network by itself
}

async function sends_somebody_else() {
  await signed_in_anew('planner', 1280, 1000);
  await go('/work');
  await page.click('button:has-text("Send somebody else")');
  await page.waitForSelector('dialog .choice');
  await page.click('dialog .choice >> nth=0');
  await page.click('dialog button:has-text("Send them")');
  await page.waitForSelector('.message.good');
  equal(house.run('visit', 'declined').declined[0].state, 'settled', 'the declined visit');
  check(!house.run('visit', 'show', declined.id).people.some((person) => person.id === INSPECTOR), 'who declined still sits in it');
}

async function sees_the_figures_change() {
  await go(`/coverage?tab=findings&programme=${PROGRAMME}`);
  await page.waitForSelector('.tile:has-text("1,234.5")');
  await go(`/coverage?programme=${PROGRAMME}`);
  await page.waitForSelector('.plot canvas');
  const file = await page.request.get(`${house.url}/api/v1/programmes/${PROGRAMME}/reports/findings/file?format=docx&office=${OFFICE}`);
  equal((await file.body()).subarray(0, 2).toString(), 'PK', 'a report as DOCX');
}

await tell([drags_a_visit_against_a_rule, takes_the_day_that_every_rule_allows, does_the_same_by_keyboard, shows_hostile_names_as_they_are,
  shows_crews_and_people_by_day, declines_a_visit, records_a_result_without_a_connection, sends_somebody_else, sees_the_figures_change], { house, ...seen });
