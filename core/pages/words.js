// What the page says, in the language of whoever reads it.
//
//   t(text, { year })      a whole sentence with {year} in it; po/zh_CN.po has its translation
//   tn(one, many, n)       by number, {n} itself is filled in
//   mark(text)             a text that t(variable) says later
//
// Texts are literals in single quotes, so that po/extract.py finds them.
const cookie = document.cookie.match(/(?:^|; )lang=(zh|en)/);
const own = document.documentElement.dataset.language; // of pages that begin in one
const wanted = cookie ? cookie[1] : own || (/^zh/i.test(navigator.language) ? 'zh' : 'en');
let words = {};

export const language = wanted;
export const locale = wanted === 'zh' ? 'zh-CN' : 'en-GB';
export const mark = (text) => text;

function fill(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)) : text;
}

export function t(text, values) {
  return fill(words[text] || text, values);
}

export function tn(one, many, n, values) {
  return t(n === 1 ? one : many, { n: n.toLocaleString(locale), ...values });
}

/** Before anything is said. A catalogue that does not come leaves English. */
export async function loadWords() {
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
  if (wanted !== 'zh') return;
  try {
    const answer = await fetch('/assets/words.zh.json');
    if (answer.ok) words = await answer.json();
  } catch {
    // English then.
  }
}

/** The server reads the cookie too, so errors and reports change with the page. */
export function changeLanguage(to) {
  document.cookie = `lang=${to}; path=/; max-age=31536000; samesite=strict`;
  location.reload();
}
