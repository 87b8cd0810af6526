// Line drawings on a 24 × 24 grid: <${Icon} name="calendar" />. They say nothing to screen readers;
// the text beside them does.
import { html } from '../vendor/preact.js';

const PATHS = {
  today: 'M4 13.5 9 18.5 20 6.5',
  registers: 'M5 4h11l3 3v13H5zM9 9h6M9 13h6M9 17h4',
  programmes: 'M4 6h16M4 12h10M4 18h7M17 15l2 2 3-4',
  policies: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4v6M8 14v6',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  visits: 'M12 21s-7-6.2-7-11.3A7 7 0 0 1 19 9.700C19 14.800 12 21 12 21zM12 7.500v4.500M9.750 9.750h4.500',
  draws: 'M5 5h14v14H5zM9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01',
  reports: 'M5 20V10M10 20V4M15 20v-7M20 20v-12',
  due: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  leads: 'M5 21V4h13l-3 4 3 4H5',
  users: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-3.500 3-5.500 6.500-5.500s6.500 2 6.500 5.500M16 4.500a3.500 3.500 0 0 1 0 6.500M18 15c2 .800 3.500 2.500 3.500 5',
  feeds: 'M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8M6 18h.01',
  settings: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  jobs: 'M12 4a8 8 0 1 0 8 8M12 8v4l3 2M15 4l5 0 0 5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  download: 'M12 4v12M7 11l5 5 5-5M4 20h16',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M5 19l1.500-1.500M17.500 6.500 19 5',
  dark: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-6.500 8-6.500s8 2.500 8 6.500',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  good: 'M5 12.500 10 17.500 19 7',
  warn: 'M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  play: 'M8 5l11 7-11 7z',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  swap: 'M7 4 3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7',
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name] || PATHS.today} /></svg>`;
}
