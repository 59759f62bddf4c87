const AGAIN_AFTER = 60_000;

/** Whether a reload may help: not a moment after the last one. What it remembers lives and dies with this entry of the history. */
export function mayReload(): boolean {
  const last: unknown = history.state?.reloadedAt;
  return typeof last !== 'number' || Math.abs(Date.now() - last) > AGAIN_AFTER;
}

export function reload(): void {
  history.replaceState({ reloadedAt: Date.now() }, '');
  location.reload();
}
