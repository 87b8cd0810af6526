// A planning officer's first day: the register with three bad rows, the plan, its approval, a change.
import { execFileSync } from 'node:child_process';
import { House, browse, check, equal, signIn, tell } from './house.mjs';

const HOSTILE = '<img src=x onerror="window.hacked=1">药店 مرحبا';
const house = new House();
house.open();
await house.serve();
const seen = await browse(house.url);
const { page } = seen;

const heading = () => page.textContent('#main h1');
const tile = async (title) => (await page.textContent(`.tile:has(.tile-title:text-is("${title}")) .tile-value`)).trim();
const go = async (hash) => {
  await page.goto(`${house.url}/#${hash}`);
  await page.waitForSelector('#main h1');
};

/** A register as an office exports it, in GB18030; lines: how the rows differ. */
function register(name, lines) {
  const rows = house.read('register/targets.csv').trimEnd().split('\n').map((row) => row.replace(/^\uFEFF/, ''));
  for (const [line, change] of Object.entries(lines)) rows[line - 1] = change(rows[line - 1].split(',')).join(',');
  const utf8 = house.write(`${name}.utf8.csv`, rows.join('\n'));
  const bytes = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030', utf8]);
  return house.write(`${name}.csv`, bytes);
}

const cell = (at, value) => (cells) => cells.map((old, i) => (i === at ? value : old));

async function signs_in() {
  await page.goto(house.url);
  await page.fill('[name=office]', '990101');
  await page.fill('[name=name]', 'boss');
  await page.fill('[name=password]', 'not this one');
  await page.click('form button');
  await page.waitForSelector('.problem');
  await signIn(page, house.url);
  equal(await heading(), 'Today', 'first page');
}

async function uploads_a_register_with_bad_rows() {
  await go('/upload/targets');
  const bad = register('bad', { 5: cell(2, '医院怪'), 9: cell(14, '2025-02-30'), 20: cell(0, '') });
  await page.setInputFiles('input[type=file]', bad);
  await page.waitForSelector('.problem');
  equal(await page.$$eval('tbody tr td:first-child', (cells) => cells.map((one) => one.textContent)), ['5', '9', '20'], 'bad lines');
  check(await page.isDisabled('button:has-text("Store")'), 'a file with bad rows can be stored');
  equal(house.run('register', 'show').rows.targets, 0, 'rows of a refused file');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Rejected rows as CSV')]);
  check(file.suggestedFilename().endsWith('.rejected.csv'), file.suggestedFilename());
}

async function mends_and_stores_it() {
  const good = register('good', { 1: cell(11, '信用'), 3: cell(1, `"${HOSTILE.replace(/"/g, '""')}"`) });
  await page.setInputFiles('input[type=file]', good);
  await page.waitForSelector('.tile:has-text("GB18030")');
  await page.selectOption('.field:has(label:has-text("信用")) select', 'credit');
  await page.waitForSelector('button:has-text("Store"):not([disabled])');
  await page.click('button:has-text("Store")');
  await page.waitForURL(/#\/registers\/targets/);
  equal(house.run('register', 'show').rows.targets, 300, 'rows in force');
}

async function shows_hostile_names_as_they_are() {
  await page.fill('input[type=search]', 'onerror');
  await page.waitForSelector('tbody tr:only-child');
  equal(await page.textContent('tbody td.main bdi'), HOSTILE, 'hostile name');
  check(!await page.evaluate('window.hacked'), 'a name was run');
}

async function plans_the_year() {
  await go('/policies/example.county');
  await page.fill('input[type=date]', '2026-10-30');
  await page.waitForSelector('.sentences >> text=2026-10-30');
  await page.click('text=Make the plan');
  await page.waitForSelector('a:has-text("Look at it and approve")');
  check(Number(await tile('Visits')) > 250, 'visits of the plan');
  equal(await tile('Not planned'), '0', 'visits without a place');
  const [programme] = house.run('programme', 'list').programmes;
  equal([programme.id, programme.status], ['example-county-2026', 'draft'], 'stored plan');
}

async function approves_it() {
  await page.click('a:has-text("Look at it and approve")');
  await page.waitForSelector('tbody tr');
  await page.click('text=Approve and publish');
  await page.waitForURL(/#\/programmes\/example-county-2026$/);
  await page.waitForSelector('.badge:has-text("Approved")');
}

async function sees_what_others_change() {
  await page.waitForSelector('.tile:has(.tile-title:text-is("Done"))');
  equal(await tile('Done'), '0', 'done before');
  const [visit] = house.run('visit', 'list', '--to', '2026-01-05');
  house.run('outcome', '--visit', visit.id, '--result', 'pass', '--date', '2026-01-05');
  await page.waitForSelector('.tile:has(.tile-title:text-is("Done")) .tile-value:text-is("1")');
}

async function replans_with_a_preview() {
  const [visit] = house.run('visit', 'list', '--from', '2026-03-02');
  house.write('away.csv', `person,from,to,reason\n${visit.people[0].id},${visit.date},${visit.date},培训\n`);
  house.run('import', 'absences', house.path('away.csv'));
  await go('/programmes/example-county-2026/replan');
  await page.click('text=See what would move');
  await page.waitForSelector('.tile:has-text("Visits that move")');
  const moves = Number(await tile('Visits that move'));
  check(moves > 0, 'somebody is away on a day of a visit, and nothing moves');
  const before = house.run('visit', 'list', '--person', visit.people[0].id, '--on', visit.date).length;
  check(before > 0, 'a preview moved something');
  await page.click('.buttons button:has-text("Replan")');
  await page.waitForURL(/tab=moved/);
  equal(house.run('visit', 'list', '--person', visit.people[0].id, '--on', visit.date).length, 0, 'visits of who is away');
}

async function ticks_off_a_report() {
  await go('/due');
  await page.click('tbody tr:first-child button:has-text("Tick off")');
  await page.click('dialog button:has-text("Tick off")');
  await page.waitForSelector('.message.good');
  await go('/due?show=all');
  await page.waitForSelector('.badge:has-text("came in on")');
}

async function makes_a_user_and_an_address() {
  await go('/users');
  await page.click('text=New user');
  await page.fill('dialog [name=name]', 'planner');
  await page.click('dialog button:has-text("Store")');
  await page.waitForSelector('dialog .secret code');
  await page.click('dialog footer button');
  await go('/feeds');
  await page.click('text=New address');
  await page.selectOption('dialog [name=by]', 'office');
  await page.click('dialog button:has-text("Make the address")');
  const address = await page.textContent('dialog .secret code');
  const feed = await (await page.request.get(address.replace(/^.*\/feeds\//, `${house.url}/feeds/`))).text();
  check(feed.startsWith('BEGIN:VCALENDAR'), `${address} is no calendar`);
  await page.click('dialog footer button');
}

async function fits_a_phone_in_both_languages() {
  await page.setViewportSize({ width: 390, height: 800 });
  for (const lang of ['en', 'zh']) {
    await seen.context.addCookies([{ name: 'lang', value: lang, url: house.url }]);
    for (const hash of ['/', '/registers/targets', '/programmes', '/programmes/example-county-2026', '/policies/example.county', '/due', '/users', '/settings']) {
      await go(hash);
      await page.reload();
      await page.waitForSelector('#main h1');
      await page.waitForFunction(() => !document.querySelector('.waiting'));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(wide <= 0, `${hash} (${lang}) is ${wide} pixels wider than a phone`);
    }
  }
}

async function signs_out() {
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.click('details.who summary');
  await page.click('.who-menu button');
  await page.waitForSelector('[name=password]');
  equal((await page.request.get(`${house.url}/api/v1/users`)).status(), 401, 'users after signing out');
}

await tell([
  signs_in, uploads_a_register_with_bad_rows, mends_and_stores_it, shows_hostile_names_as_they_are, plans_the_year, approves_it,
  sees_what_others_change, replans_with_a_preview, ticks_off_a_report, makes_a_user_and_an_address, fits_a_phone_in_both_languages, signs_out,
], { house, ...seen });
