export interface Toast {
  id: string;
  tone: 'good' | 'bad';
  title: string;
  text: string;
}

const SHOWN_MS = 8_000;

let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();

function show(next: readonly Toast[]) {
  shown = next;
  for (const listener of listeners) listener();
}

export const shownToasts = () => shown;

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function dismissToast(id: string): void {
  show(shown.filter((toast) => toast.id !== id));
}

/** Good news that can be read elsewhere too, so it may go away by itself. */
export function notifyNews(id: string, title: string, text: string): void {
  show([...shown.filter((toast) => toast.id !== id), { id, tone: 'good', title, text }]);
  setTimeout(() => dismissToast(id), SHOWN_MS);
}

let failures = 0;

/** For buttons without a form that could show the reason. It stays until it is dismissed. */
export function notifyFailure(title: string, text: string): void {
  show([...shown, { id: `failure-${++failures}`, tone: 'bad', title, text }]);
}
