// Runs before the first paint, so that a dark page never flashes white. The theme is always said in
// data-theme: the style sheets have one place for each.
(function () {
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = chosen ? chosen[1] : dark.matches ? 'dark' : 'light';
    dispatchEvent(new Event('theme'));
  };
  apply();
  if (!chosen) dark.addEventListener('change', apply);
})();
