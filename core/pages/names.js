// Words of the API and what people call them: t(KINDS[target.kind]).
import { mark } from './words.js';

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
export const STAGE_KINDS = { coverage: mark('Full coverage'), drawn: mark('Drawn') };

export const TABLES = {
  targets: mark('Targets'), inspectors: mark('Inspectors'), experts: mark('Experts'), areas: mark('Areas'),
  absences: mark('Absences'), relations: mark('Recusals'),
};
