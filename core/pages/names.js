// Words of the API and what people call them: t(KINDS[target.kind]), or word(KINDS, target.kind)
// where the word may be one that is not known here.
import { mark, t } from './words.js';

export const KINDS = {
  hospital: mark('Hospital'), health_center: mark('Health centre'), community: mark('Community health service'),
  clinic: mark('Clinic'), village_clinic: mark('Village clinic'), care_home: mark('Care home'),
  internal_clinic: mark('Internal clinic'), pharmacy: mark('Pharmacy'), agency: mark('Agency'),
  contractor: mark('Contractor'), other: mark('Other institution'),
};

export const TARGET_STATUSES = { active: mark('Active'), suspended: mark('Suspended'), closed: mark('Closed') };

/** Seats of a crew, and what a person may be. */
export const SEATS = {
  officer: mark('Officer'), lead: mark('Lead'), auditor: mark('Agency auditor'), analyst: mark('Analyst'),
  third_party: mark('Third party'), partner: mark('Partner department'), expert: mark('Expert'),
};

/** What a user of the server is. */
export const ROLES = {
  admin: mark('Administrator'), planner: mark('Planner'), inspector: mark('Inspector'), auditor: mark('Auditor'),
};

export const LEVELS = {
  province: mark('Province'), city: mark('City'), county: mark('County'), town: mark('Town'), zone: mark('Zone'),
};

export const VISIT_STATUSES = {
  draft: mark('Draft'), published: mark('Published'), accepted: mark('Accepted'), done: mark('Done'),
  cancelled: mark('Cancelled'), void: mark('Void'),
};

export const VISIT_KINDS = { draft: 'plain', published: 'info', accepted: 'info', done: 'good', cancelled: 'warn', void: 'plain' };

export const OWNERSHIPS = { public: mark('Public'), private: mark('Private') };
export const HALVES = { am: mark('Morning'), pm: mark('Afternoon') };
export const NATURES = { enforcement: mark('Enforcement inspection'), agency_check: mark('Agency check') };
export const METHODS = { site: mark('On site'), written: mark('In writing'), phone: mark('By phone'), night: mark('At night') };
export const STAGE_STATES = { waits: mark('Waits'), open: mark('Open'), over: mark('Over') };
export const STAGE_KINDS = { coverage: mark('Full coverage'), drawn: mark('Drawn at random') };

export const TABLES = {
  targets: mark('Targets'), inspectors: mark('Inspectors'), experts: mark('Experts'), areas: mark('Areas'),
  absences: mark('Absences'), relations: mark('Recusals'),
};

export const RESULTS = {
  pass: mark('No problem'), problem_fixed: mark('Put right on the spot'), problem: mark('Problem'), serious: mark('Serious problem'),
  closed: mark('Closed'), refused: mark('Refused the check'), not_found: mark('Not found there'),
};
export const RESULT_KINDS = { pass: 'good', problem_fixed: 'warn', problem: 'warn', serious: 'bad', closed: 'plain', refused: 'bad', not_found: 'plain' };
export const DISPOSALS = {
  correct: mark('Order to put right'), interview: mark('Interview'), warning: mark('Warning'), public_criticism: mark('Public criticism'),
  refuse_payment: mark('Payment refused'), recover: mark('Money recovered'), suspension: mark('Suspension'), termination: mark('Contract ended'),
  fine: mark('Fine'), refer: mark('Referred'),
};
export const SOURCES = {
  plan: mark('Plan'), complaint: mark('Complaint'), screening: mark('Screening'), media: mark('Press'), register: mark('Register'), other: mark('Other'),
};
export const LEAD_STATES = { received: mark('Received'), assigned: mark('Assigned'), checked: mark('Checked'), answered: mark('Answered') };
export const AUTHORITIES = {
  enforcement: mark('Enforcement'), police: mark('Police'), discipline: mark('Discipline'), health: mark('Health authority'),
  market_supervision: mark('Market supervision'),
};
export const DRAW_STATES = {
  waiting: mark('Waits for its value'), open: mark('Waits for its value'), overdue: mark('Overdue'), drawn: mark('Drawn'), void: mark('Void'),
};
export const REPORTS = {
  coverage: mark('Coverage'), progress: mark('Progress'), workload: mark('Load of people'), ranking: mark('Ranking'), findings: mark('Findings'),
  due: mark('Due items'), 'next-month': mark('Next month'), 'ledger-book': mark('Working book'), approval: mark('For approval'),
  public: mark('For the public'), notices: mark('Papers of visits'),
};

/** Why somebody cannot make a visit. */
export const GROUNDS = {
  recusal: mark('I am related to it, or have an interest in it'), ill: mark('I am ill'), away: mark('Other duty or leave'), other: mark('Something else'),
};

/** The same in the words of the office. */
export const GROUND_WORDS = { recusal: mark('Recusal'), ill: mark('Illness'), away: mark('Other duty or leave'), other: mark('Something else') };

/** What people call it; an unknown word stays as it is. */
export const word = (of, value) => (value && of[value] ? t(of[value]) : value || '');

export const choices = (of) => Object.keys(of).map((value) => ({ value, title: t(of[value]) }));
