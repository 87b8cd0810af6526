// "Is ours among them?": one target or person, asked of the draw that was worked out.
import { h, name, section } from './dom.js';
import { termText } from './terms.js';
import { number, t } from './words.js';

// ask(id) answers by showFound().
export function findForm(draw, id, ask) {
  const input = h('input', { type: 'text', id: `${id}-id`, autocomplete: 'off', spellcheck: 'false' });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim() !== '') ask(input.value.trim());
  };
  const part = section(t('Is yours among them?'), `${id}-find`,
    h('form', { class: 'find', onsubmit: submit },
      h('label', { for: `${id}-id` }, draw.rules.deals ? t('Id of a target or a person') : t('Id of a target')),
      h('div', null, input, h('button', { type: 'submit', class: 'quiet' }, t('Look it up')))),
    h('div', { class: 'found', 'aria-live': 'polite' }));
  part.className = 'asking';
  return part;
}

function targetWords({ target }) {
  const { rank, of, stratum } = target;
  if (target.out) return t('It stood in the table, but was not in the urn: a flag or the draw around this one left it out.');
  const place = t('By ticket it is number {rank} of {of} in the stratum {stratum}.', { rank: number(rank), of: number(of), stratum: termText(stratum) });
  if (!target.drawn) return [t('It was in the urn, and was not drawn.'), ' ', place];
  return [target.must ? t('It was drawn for certain, by a flag.') : t('It was drawn.'), ' ', place];
}

function personWords({ person }) {
  if (person.at.length === 0) return t('This person stood ready, and was dealt to no target.');
  return [t('This person was dealt to {n} targets:', { n: number(person.at.length) }), ' ',
    person.at.slice(0, 50).map((target) => h('span', { class: 'person' }, name(target)))];
}

function words(found) {
  if (found.gone) return [h('p', null, t('Drop the record once more: only the latest ones can be asked about.'))];
  return [
    found.target && h('p', null, targetWords(found)),
    found.target && !found.target.out && h('p', null, t('Ticket'), ' ', h('code', { class: 'value' }, found.target.ticket)),
    found.person && h('p', null, personWords(found)),
    !found.target && !found.person && h('p', null, t('Nobody of that id was in the draw.')),
  ];
}

// Puts the answer into the card.
export function showFound(node, found) {
  node.querySelector('.found')?.replaceChildren(...[h('p', null, name(found.id, 'asked')), ...words(found)].filter(Boolean));
}
