// What this page says, in the language of whoever reads it. Like ../words.js, but the Chinese comes
// with the page, which loads nothing, and the language changes without losing what was checked.
import { fit } from './text.js';
import chinese from './words.zh.js';

let language = 'en';

export const mark = (text) => text;
export const spoken = () => language;
export const locale = () => (language === 'zh' ? 'zh-CN' : 'en-GB');
export const number = (value) => Number(value).toLocaleString(locale());

// The language that was chosen before, else the browser's.
export function chooseLanguage() {
  const cookie = /(?:^|; )lang=(zh|en)/.exec(document.cookie);
  language = cookie ? cookie[1] : /^zh/i.test(navigator.language) ? 'zh' : 'en';
}

export function changeLanguage(to) {
  language = to;
  document.documentElement.lang = locale();
  if (location.protocol !== 'file:') document.cookie = `lang=${to}; path=/; max-age=31536000; samesite=strict`;
}

function translate(text) {
  return (language === 'zh' && chinese[text]) || text;
}

// The text with {names} filled in; a record's words are made fit to be shown.
export function t(text, values = {}) {
  return translate(text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? fit(values[name]) : whole));
}

// A sentence of the verification with its arguments, as the command line says it. What is wrong with
// JSON is a sentence of its own.
export function say({ sentence, args = {} }) {
  return t(sentence, args.what ? { ...args, what: translate(args.what) } : args);
}

const moment = (zone) => new Intl.DateTimeFormat(locale(), { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium' });

// An instant of a record by the clock of China; as it is where it is none.
export function instant(text) {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : moment('Asia/Shanghai').format(time);
}
