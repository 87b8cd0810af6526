// A draw from the commitment to the verified record, all of it in the browser: what is in the urn, the
// wait, the dice, the result target by target, the record repeated by /verify, and what the public sees.
import { House, browse, check, equal, options, signIn, tell } from './house.mjs';

const DICE = '3162534126354162534162531';
const PROGRAMME = 'example-check-2026';

options.now = '2026-03-02T09:00:00+08:00';
const house = new House();
house.open();
house.run('import', 'targets', house.path('register/targets.csv'));
await house.serve();
const seen = await browse(house.url, { height: 1100 });
const { page } = seen;

const go = async (hash) => {
  await page.goto(`${house.url}/#${hash}`);
  await page.waitForSelector('#main h1');
};
const shown = () => house.run('draw', 'show', PROGRAMME).draws[0];

/** The same workspace at another hour. */
async function later(now) {
  house.server.kill('SIGTERM');
  await new Promise((done) => { house.server.once('exit', done); });
  options.now = now;
  await house.serve();
  await seen.context.clearCookies();
  await seen.context.addCookies([{ name: 'lang', value: 'en', url: house.url }]);
  await signIn(page, house.url);
}

async function commits_before_the_value_is_out() {
  await signIn(page, house.url);
  await go('/draws/new/draw');
  await page.selectOption('select', { label: '样例县2026年度“双随机”抽查' });
  await page.waitForSelector('.beacons');
  await page.click('button:has-text("Commit")');
  await page.click('dialog button:has-text("Commit")');
  await page.waitForSelector('.urn');
  equal(await page.textContent('.urn-count >> nth=0'), String(shown().commit.split('\n')[3].split(' ')[0]), 'targets in the urn');
  check((await page.textContent('.lines pre')) === shown().commit, 'the eight lines, to the byte');
  await page.waitForSelector('.countdown .clock');
}

async function refuses_a_value_that_came_too_early() {
  await page.fill('.value input', DICE);
  await page.click('button:has-text("Draw")');
  await page.waitForSelector('.values .problem');
  equal(shown().status, 'committed', 'the draw');
}

async function throws_the_dice_before_witnesses() {
  await later('2026-03-02T10:00:00+08:00');
  await go(`/draws/${PROGRAMME}/april`);
  await page.waitForSelector('.countdown.out');
  await page.fill('.value input', `${DICE.slice(0, 12)} 7${DICE.slice(12, 24)}`);
  check(await page.isDisabled('button:has-text("Draw")'), '24 throws are enough');
  await page.fill('.value input', DICE.replace(/(.{5})/g, '$1 '));
  equal(await page.locator('.die.thrown').count(), 25, 'dice shown');
  await page.click('button:has-text("Draw")');
  await page.waitForSelector('.reveal button:has-text("Show all")');
  check(await page.locator('.ticket').count() < 12, 'all is shown at once');
  await page.click('.reveal button:has-text("Show all")');
  equal(await page.locator('.ticket').count(), 12, 'targets revealed');
  const draw = shown();
  const [first] = Object.entries(draw.tickets).sort((a, b) => (a[1] < b[1] ? -1 : 1));
  equal(await page.getAttribute('.ticket code', 'title'), first[1], 'the smallest ticket');
  equal(await page.textContent('.ticket strong'), draw.names[first[0]], 'whose it is');
}

async function repeats_the_record_in_the_browser() {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("The record")')]);
  await file.saveAs(house.path('draw.record.json'));
  await page.goto(`${house.url}/verify`);
  await page.setInputFiles('input[type=file]', house.path('draw.record.json'));
  await page.waitForSelector('.verdict.good');
  check((await page.textContent('body')).includes(shown().result.seed.slice(0, 16)), 'the seed that the browser worked out');
}

async function shows_it_to_anybody() {
  house.run('plan', `${options.policies}/example/spot_check.lua`);
  house.run('approve', PROGRAMME, '--by', '科长');
  await seen.context.clearCookies();
  await page.goto(`${house.url}/public/`);
  await page.waitForSelector('.public-list');
  equal(await page.getAttribute('html', 'lang'), 'zh-CN', 'the language it begins in');
  await page.click('.public-list a');
  await page.waitForSelector('.ticket');
  equal(await page.locator('.ticket').count(), 12, 'targets shown to the public');
  equal(await page.locator('nav.side').count(), 0, 'ways into the office');
}

await tell([commits_before_the_value_is_out, refuses_a_value_that_came_too_early, throws_the_dice_before_witnesses,
  repeats_the_record_in_the_browser, shows_it_to_anybody], { house, ...seen });
