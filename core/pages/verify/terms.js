// Words that most registers and draws have in common, as people say them. What an office made up
// itself stays as it is.
import { h, name } from './dom.js';
import { mark, t } from './words.js';

const TERMS = {
  hospital: mark('hospital'), health_center: mark('health centre'), community: mark('community health centre'),
  clinic: mark('clinic'), village_clinic: mark('village clinic'), care_home: mark('care home'),
  internal_clinic: mark('in-house clinic'), pharmacy: mark('pharmacy'), agency: mark('agency'),
  contractor: mark('contractor'), other: mark('other'), medical: mark('medical institution'),
  public: mark('public'), private: mark('private'), officer: mark('officer'), lead: mark('lead'),
  auditor: mark('auditor'), analyst: mark('data analyst'), third_party: mark('third party'),
  partner: mark('partner department'), expert: mark('expert'), all: mark('all together'), none: mark('not given'),
  refused: mark('inspection refused'), recused: mark('recused'), closed: mark('closed'),
};

// The word for a page; "officer-2" is the second of an officer's seats.
export function term(word) {
  const [, kind = word, count = ''] = /^(.+?)-([0-9]+)$/.exec(word) ?? [];
  if (!Object.hasOwn(TERMS, kind)) return name(word);
  return h('span', { title: word }, t(TERMS[kind]), count && ` ${count}`);
}

// The same as text.
export function termText(word) {
  return term(word).textContent;
}
