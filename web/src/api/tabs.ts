/**
 * Tells the other tabs of this browser that somebody signed in or out, so that they follow at once. Nothing depends on it: the
 * server refuses a request of a page that shows somebody else (`client.ts`).
 */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('handfast.session') : undefined;

export function notifyOtherTabs(): void {
  channel?.postMessage('changed');
}

export function onOtherTab(act: () => void): void {
  channel?.addEventListener('message', act);
}
