const AGAIN_AFTER = 60_000;

/** Whether a reload may help: not when the last one was a moment ago. The time of the last one is kept in this entry of the history. */
export function mayReload(): boolean {
  const last: unknown = history.state?.reloadedAt;
  return typeof last !== 'number' || Math.abs(Date.now() - last) > AGAIN_AFTER;
}

export function reload(): void {
  history.replaceState({ reloadedAt: Date.now() }, '');
  location.reload();
}
