// Why here, why then, why them, why not others: what `explain` says, in its own order.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { mark, t } from '../words.js';

const TOPICS = {
  what: mark('What it is'), why_here: mark('Why here'), why_then: mark('Why then'), why_them: mark('Why them'),
  why_not_others: mark('Why not others'), to_check: mark('What is checked'), draw: mark('Draws'), away: mark('Absences'),
  barred: mark('Must not visit'), visit: mark('Visits'), person: mark('People'), other: '',
};

function groupsOf(sentences) {
  const groups = [];
  for (const { topic, text } of sentences) {
    const last = groups[groups.length - 1];
    if (last && last.topic === topic) last.texts.push(text);
    else groups.push({ topic, texts: [text] });
  }
  return groups;
}

/** Sentences by topic; a text without topics as its lines. but: topics that stand elsewhere. */
export function Explained({ subject, but = [] }) {
  const said = useData(`/explain/${encodeURIComponent(subject)}`);
  return html`<${Loaded} from=${said} lines=${6}>${(data) => {
    const sentences = data.sentences || (data.text || '').split('\n').filter(Boolean).map((text) => ({ topic: 'other', text }));
    return html`<div class="explained">${groupsOf(sentences).filter((group) => !but.includes(group.topic)).map((group, i) => html`<section key=${i}>
      ${TOPICS[group.topic] && html`<h3>${t(TOPICS[group.topic])}</h3>`}
      ${group.texts.map((text, j) => html`<p key=${j}><bdi>${text.trim()}</bdi></p>`)}</section>`)}</div>`;
  }}<//>`;
}
