/** Waits, but wakes early for any of the events and for the signal. */
export function sleep(ms: number, signal: AbortSignal, ...wakers: [EventTarget, string][]): Promise<void> {
  return new Promise((resolve) => {
    const ends: [EventTarget, string][] = [...wakers, [signal, 'abort']];
    const wake = () => {
      clearTimeout(timer);
      for (const [target, name] of ends) target.removeEventListener(name, wake);
      resolve();
    };
    const timer = setTimeout(wake, signal.aborted ? 0 : ms);
    for (const [target, name] of ends) target.addEventListener(name, wake);
  });
}
