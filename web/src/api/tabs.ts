/**
 * Tells the other tabs of this browser that somebody signed in or out. It only spares them a moment: what keeps a page from
 * acting for somebody else is the server, which refuses it (`client.ts`).
 */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('handfast.session') : undefined;

export function tellOtherTabs(): void {
  channel?.postMessage('changed');
}

export function whenAnotherTabTells(act: () => void): void {
  channel?.addEventListener('message', act);
}
