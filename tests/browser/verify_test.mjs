// Anyone checks a record: on the server's page and in the one file that it offers, which works from a
// disk. Nothing leaves the browser, hostile records do no harm, and both languages say the same.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { House, browse, check, equal, options, tell } from './house.mjs';

const RECORD = resolve(dirname(options.policies), 'tests/golden/public_draw/expected/later/spring_check_targets.record.json');
const SAME = 'Same: the result follows from the commitment and the random value';
const DIFFERENT = 'Different: the record is wrong';
const HOSTILE = '<img src=x onerror=alert(1)>\u202e' + '长'.repeat(250);

const house = new House();
house.run('--office', '990101', 'init');
await house.serve();
const seen = await browse(house.url);
const { context, page } = seen;
const asked = [];
page.on('request', (request) => {
  if (/^https?:/.test(request.url())) asked.push(`${request.method()} ${request.url().replace(house.url, '')}`);
});
page.on('dialog', (dialog) => seen.wrong.push(`a dialog: ${dialog.message()}`));

const record = JSON.parse(readFileSync(RECORD, 'utf8'));
const changed = (change) => {
  const copy = structuredClone(record);
  change(copy);
  return JSON.stringify(copy);
};
const wrong = house.write('wrong.json', changed((copy) => copy.result.selected.pharmacy.reverse()));
const hostile = house.write('hostile.json', changed((copy) => { copy.result.selected.medical[0] = HOSTILE; }));
const none = house.write('<b>none.json', changed((copy) => { copy[HOSTILE] = 1; }));

/** Gives files to the page; the verdicts, the latest first. */
async function give(...files) {
  const before = await page.locator('.card').count();
  await page.setInputFiles('input[type=file]', files);
  await page.waitForFunction((count) => document.querySelectorAll('.card:not(.waiting) h2').length === count, before + files.length);
  return page.locator('.card h2').allTextContents();
}

async function checks_several_records_at_once() {
  await page.goto(`${house.url}/verify`);
  equal((await give(RECORD, wrong, none)).sort(), [DIFFERENT, SAME, 'This cannot be checked'].sort(), 'the verdicts');
  const text = await page.locator('.card', { hasText: 'wrong.json' }).first().innerText();
  check(/selected: place 1 of the stratum “pharmacy” is “T05”, but the record says “T07”/.test(text), text);
  check(/and the same ones are drawn. \(different\)/.test(text), 'the step that differs');
  check(/: (Same|Different|This)/.test(await page.textContent('[role=status]')), 'what a screen reader is told');
}

async function answers_who_was_in_the_urn() {
  await page.goto(`${house.url}/verify`);
  await give(RECORD);
  for (const [id, said] of [['T12', /It was drawn\..*number 1 of 8/], ['T01', /was not drawn/], ['A1', /dealt to 2 targets/], ['?', /Nobody of that id/]]) {
    await page.fill('.find input', id);
    await page.click('.find button');
    await page.waitForFunction((wanted) => document.querySelector('.asked')?.textContent === wanted, id);
    check(said.test(await page.textContent('.found')), await page.textContent('.found'));
  }
}

async function holds_the_key_against_the_office_s() {
  await page.click('.key summary');
  await page.fill('.key input', 'another+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  equal(await page.textContent('.card h2'), 'Another key signed it', 'with another key');
  await page.fill('.key input', record.key);
  equal(await page.textContent('.card h2'), SAME, 'with the office\'s key');
  check(!/Compare the key/.test(await page.textContent('.limits')), 'the key is known now');
}

async function speaks_both_languages_without_losing_anything() {
  await page.click('.language');
  equal(await page.getAttribute('html', 'lang'), 'zh-CN', 'the language');
  check(/[\u4e00-\u9fff]/.test(await page.textContent('.card h2')), 'the verdict in Chinese');
  await page.click('.language');
  equal(await page.textContent('.card h2'), SAME, 'and back');
}

async function takes_what_is_pasted_or_dropped() {
  await page.goto(`${house.url}/verify`);
  await page.click('.paste summary');
  await page.fill('.paste textarea', JSON.stringify(record));
  await page.click('.paste button');
  await page.waitForSelector('.card:not(.waiting) h2');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, JSON.stringify(record));
  await page.waitForFunction(() => document.querySelectorAll('.card:not(.waiting) h2').length === 2);
  equal(await page.locator('.card h2').allTextContents(), [SAME, SAME], 'the verdicts');
}

async function shows_hostile_records_as_they_are() {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${house.url}/verify`);
  await give(hostile, none);
  equal(await page.locator('.card img, .card b').count(), 0, 'elements made of a record');
  check((await page.textContent('.records')).includes('<img src=x onerror=alert(1)>\\u202E'), 'what was written there');
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(needed <= there, `the page is ${needed} wide on a phone of ${there}`);
  await page.setViewportSize({ width: 1280, height: 860 });
}

async function sends_nothing() {
  const odd = asked.filter((one) => !/^GET (\/verify|\/assets\/[\w./-]+)$/.test(one));
  equal(odd, [], 'what was asked of anybody');
  equal(await page.evaluate(() => fetch('/healthz').then(() => 'sent', () => 'refused')), 'refused', 'the policy');
  seen.wrong.length = 0; // the refusal is what was wanted
}

async function works_from_a_disk_without_a_network() {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('footer a[download]')]);
  const file = house.path('verify.html');
  await download.saveAs(file);
  await context.setOffline(true);
  await page.goto(pathToFileURL(file).href);
  if ((await page.getAttribute('html', 'lang')) !== 'en-GB') await page.click('.language');
  equal(await give(RECORD, wrong), [DIFFERENT, SAME], 'the verdicts');
  await context.setOffline(false);
}

await tell([checks_several_records_at_once, answers_who_was_in_the_urn, holds_the_key_against_the_office_s,
  speaks_both_languages_without_losing_anything, takes_what_is_pasted_or_dropped, shows_hostile_records_as_they_are,
  sends_nothing, works_from_a_disk_without_a_network], { house, ...seen });
