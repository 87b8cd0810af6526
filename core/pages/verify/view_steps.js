// What was checked, step by step, and what that does not prove.
import { h, icon, section } from './dom.js';
import { say, t } from './words.js';

function dealt(draw) {
  if (draw.rules?.teams) return t('Teams were put together again and sent to the same targets.');
  if (draw.rules && !draw.rules.deals) return t('The result says the same, list by list.');
  return t('Everybody was dealt again, to the same seats.');
}

const isForged = (draw) => draw.beacons.some(({ signature }) => signature === 'invalid');

// [step, words]; steps that the record has nothing for are left out.
function stepsOf(draw, inside) {
  return [
    ['files', t('Rules and tables have the form that the method asks for.')],
    ['commit', t('They are those of the commitment, to the byte.')],
    (inside || draw.failed === 'outer') && ['outer', t('The draw around this one is right, too.')],
    ['seed', isForged(draw) ? t('The random value is false') : t('The random values are such as their sources give, and the seed follows from them.')],
    ['targets', t('Every target got its ticket again, and the same ones are drawn.')],
    ['people', dealt(draw)],
    draw.subs.length > 0 && ['subs', t('Every substitution gives the same replacement.')],
    ['proofs', t('All of it stands in the ledger, and its key signed that.')],
    ['order', t('It stands there in the right order.')],
    ['times', t('The commitment was there before the value.')],
  ].filter(Boolean);
}

const STATES = {
  good: ['good', () => t('checked')],
  bad: ['bad', () => t('different')],
  open: ['none', () => t('not looked at any more')],
};

// What failed says so at its own line; what comes later was not looked at.
export function stepsSection(draw, id, inside) {
  const steps = stepsOf(draw, inside);
  const stop = steps.findIndex(([step]) => step === draw.failed);
  return section(t('What was checked'), `${id}-steps`,
    h('ol', { class: 'steps' }, steps.map(([step, words], i) => {
      const looked = stop < 0 ? draw.done.length > 0 : i < stop;
      const state = i === stop || (looked && step === 'seed' && isForged(draw)) ? 'bad' : looked ? 'good' : 'open';
      const [sign, meaning] = STATES[state];
      return h('li', { class: state }, icon(sign), h('span', null, words, h('span', { class: state === 'good' ? 'unseen' : 'state' }, ` (${meaning()})`)));
    })));
}

// Sentences whose place another one takes here, because the page knows more.
const UNCHECKED = 'the signature of the drand value was not checked here against the chain\'s public key';
const KEY = 'compare the key with the one that the office published: {key}';

function warningsOf(summary, knownKey) {
  const chained = summary.draws.some((draw) => [...draw.beacons, ...draw.subs.flatMap((sub) => sub.beacons)]
    .some(({ signature }) => signature === 'chained' || signature === 'unknown'));
  return summary.warnings.filter(({ sentence }) =>
    !(sentence === UNCHECKED && !chained) && !(sentence === KEY && knownKey));
}

function sentenceOf(warning) {
  const words = say(warning);
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.。]$/.test(words) ? '' : t('.'));
}

// knownKey: the reader gave the office's key, and it is that of the record.
export function limitsSection(summary, id, knownKey) {
  return section(t('What this does not prove'), `${id}-limits`,
    h('ul', { class: 'limits' },
      warningsOf(summary, knownKey).map((warning) => h('li', { class: 'ours' }, h('bdi', null, sentenceOf(warning)))),
      h('li', null, t('That the register was complete and right when it was committed to. Whoever misses a firm in it can see that, and has to say so.')),
      h('li', null, t('That it was committed to when it says: the office\'s own clock wrote the times. Who saw the commitment before the value was out can say so.')),
      h('li', null, t('That no other draw was made for the same purpose: the ledger shows every commitment, gaps and voids included.'))));
}
