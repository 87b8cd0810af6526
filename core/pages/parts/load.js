// Libraries that only some views need: loaded when they are shown, once.
const loading = new Map();

function element(name, attributes) {
  return new Promise((resolve, reject) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.addEventListener('load', () => resolve());
    made.addEventListener('error', () => reject(new Error(attributes.src || attributes.href)));
    document.head.append(made);
  });
}

function once(address, make) {
  if (!loading.has(address)) {
    loading.set(address, make().catch((error) => {
      loading.delete(address);
      throw error;
    }));
  }
  return loading.get(address);
}

export const loadStyle = (address) => once(address, () => element('link', { rel: 'stylesheet', href: address }));
export const loadScript = (address) => once(address, () => element('script', { src: address }));

export async function loadPlot() {
  const [module] = await Promise.all([import('../vendor/uplot.js'), loadStyle('/assets/vendor/uplot.css')]);
  return module.default;
}

/** The library's one global: EventCalendar.create(element, options). */
export async function loadCalendar() {
  await Promise.all([loadScript('/assets/vendor/event-calendar.js'), loadStyle('/assets/vendor/event-calendar.css')]);
  return window.EventCalendar;
}
