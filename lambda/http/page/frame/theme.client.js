// @ts-check
// Shows the theme that somebody chose, before anything is painted: so it stands in the page itself, where the other script
// comes later.
try {
  const theme = localStorage.getItem('theme')
  if (theme) document.documentElement.dataset.theme = theme
} catch {}
