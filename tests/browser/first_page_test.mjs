// What the first page costs: bytes over the network, and the time until it can be used on a slow
// machine. The time is only a bound with XUNCHA_TIMING=1, on a machine that does nothing else.
import { House, PASSWORD, OFFICE, browse, check, tell } from './house.mjs';

const MOST_BYTES = 150 * 1024;
const MOST_MILLISECONDS = 1000;
const SLOWER = 4;

const house = new House();
house.open(900);
house.run('import', 'targets', house.path('register/targets.csv'));
house.run('plan', `${process.argv[process.argv.indexOf('--policies') + 1]}/example/county.lua`);
await house.serve();
const seen = await browse(house.url);
const { context, page } = seen;

/** Loads the page anew, nothing cached: bytes, requests, milliseconds until it shows its figures. */
async function load(selector) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  let bytes = 0;
  let requests = 0;
  cdp.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
    requests += 1;
  });
  await page.goto('about:blank');
  bytes = 0;
  requests = 0;
  await page.goto(house.url, { waitUntil: 'commit' });
  await page.waitForSelector(selector);
  const time = await page.evaluate(() => performance.now());
  await page.waitForTimeout(500);
  await cdp.detach();
  return { bytes, requests, time: Math.round(time) };
}

function judge(name, { bytes, requests, time }) {
  process.stdout.write(`   ${name}: ${(bytes / 1024).toFixed(1)} KiB in ${requests} answers, usable after ${time} ms at 1/${SLOWER} of the speed\n`);
  check(bytes <= MOST_BYTES, `${name} is ${bytes} bytes; ${MOST_BYTES} are allowed`);
  check(!process.env.XUNCHA_TIMING || time < MOST_MILLISECONDS, `${name} takes ${time} ms; ${MOST_MILLISECONDS} are allowed`);
}

async function the_door_is_small_and_fast() {
  judge('the door', await load('form button'));
}

async function so_is_the_first_page() {
  await context.request.post(`${house.url}/api/v1/session`, { data: { office: OFFICE, name: 'boss', password: PASSWORD } });
  judge('the first page', await load('.tile'));
  await load('.tile');
}

await tell([the_door_is_small_and_fast, so_is_the_first_page], { house, ...seen });
