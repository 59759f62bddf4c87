// Runs before the first paint, so a dark screen never flashes white. A file, not inline: the content security policy asks for it.
(() => {
  let choice = 'auto';
  try {
    choice = localStorage.getItem('handfast.theme') || 'auto';
  } catch {
    // Storage can be switched off; the system's choice is then the right one.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
