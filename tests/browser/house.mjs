// A workspace, a server on 127.0.0.1 and a browser for one test; everything is ended by its process.
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const SKIPPED = 77;
export const OFFICE = '990101';
export const PASSWORD = 'correct horse battery';
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const { values: options } = parseArgs({ options: {
  xuncha: { type: 'string' }, generate: { type: 'string' }, modules: { type: 'string' }, policies: { type: 'string' },
  now: { type: 'string', default: '2026-01-05T09:00:00+08:00' }, keep: { type: 'string' },
} });

function skip(why) {
  process.stdout.write(`skipped: ${why}\n`);
  process.exit(SKIPPED);
}

export class House {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'xuncha-browser-'));
    this.db = join(this.folder, 'xuncha.db');
  }

  /** Runs a command of xuncha; its answer. */
  run(...words) {
    const said = execFileSync(options.xuncha, ['--db', this.db, '--json', '--quiet', '--now', options.now, ...words],
      { encoding: 'utf8', maxBuffer: 1 << 28 });
    return said.trim() ? JSON.parse(said) : null;
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  read(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  /** An office with everything but its institutions. */
  open(targets = 300) {
    execFileSync(options.generate, ['county', '--office', OFFICE, '--targets', String(targets), '--people', '14', '--seed', '1',
      '--year', '2026', '-o', this.path('register')]);
    this.run('--office', OFFICE, 'init');
    for (const table of ['areas', 'inspectors', 'experts', 'absences']) this.run('import', table, this.path(`register/${table}.csv`));
    this.write('password', `${PASSWORD}\n`);
    this.run('user', 'add', 'boss', '--role', 'admin', '--area', 'all', '--from', this.path('password'));
  }

  async serve() {
    this.server = spawn(resolve(options.xuncha), ['--db', this.db, '--json', '--now', options.now, 'serve', '--listen', '127.0.0.1:0',
      '--policies', resolve(options.policies), '--access-log', this.path('access.log')], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    this.server.stderr.on('data', (part) => { log += part; });
    const line = await new Promise((done, fail) => {
      this.server.stdout.once('data', (part) => done(String(part).split('\n')[0]));
      this.server.once('exit', () => fail(new Error(`the server did not start:\n${log}`)));
    });
    this.url = JSON.parse(line).listening.replace(/\/$/, '');
  }

  close() {
    if (this.server) this.server.kill('SIGTERM');
    if (!options.keep) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A page that takes down whatever goes wrong in it. */
export async function browse(url, { width = 1280, height = 860, lang = 'en', ...more } = {}) {
  const path = BROWSERS.find(existsSync);
  if (!path) skip('no chromium (apt install chromium)');
  const modules = options.modules && join(resolve(options.modules), 'playwright-core');
  if (!modules || !existsSync(modules)) skip('no playwright-core (build the target browser)');
  const { chromium } = createRequire(join(modules, '..', '..', 'x.js'))('playwright-core');
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const context = await browser.newContext({ viewport: { width, height }, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', acceptDownloads: true, ...more });
  await context.addCookies([{ name: 'lang', value: lang, url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) wrong.push(message.text());
  });
  return { browser, context, page, wrong };
}

export async function signIn(page, url, name = 'boss') {
  await page.goto(url);
  await page.fill('[name=office]', OFFICE);
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', PASSWORD);
  await page.click('form button');
  await page.waitForSelector('nav.side');
}

export function check(fine, what) {
  if (!fine) throw new Error(what);
}

export function equal(got, wanted, what) {
  check(JSON.stringify(got) === JSON.stringify(wanted), `${what}: ${JSON.stringify(got)} is not ${JSON.stringify(wanted)}`);
}

/** Runs the steps in turn; the page is kept as a picture where one fails. */
export async function tell(steps, { house, page, wrong, browser }) {
  let status = 0;
  for (const step of steps) {
    const from = Date.now();
    try {
      await step();
      check(wrong.length === 0, `the page complained: ${wrong.join('; ')}`);
      process.stdout.write(`ok ${step.name} (${Date.now() - from} ms)\n`);
    } catch (error) {
      process.stdout.write(`FAILED ${step.name}: ${error.stack || error}\n`);
      await page.screenshot({ path: 'browser-failed.png', fullPage: true }).catch(() => {});
      status = 1;
      break;
    }
  }
  await browser.close();
  house.close();
  process.exit(status);
}
