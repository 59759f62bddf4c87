import type { IssuedBatch } from '../../api/invites';

/** Codes this tab has made. The server keeps only hashes, so this memory is the one place they can be shown again. */
const batches: IssuedBatch[] = [];
let dialogs = 0;

export function remember(batch: IssuedBatch): void {
  batches.push(batch);
}

export function recall(inviteId: string): IssuedBatch | undefined {
  const batch = batches.find(({ codes }) => codes.some((code) => code.id === inviteId));
  const code = batch?.codes.find(({ id }) => id === inviteId);
  return batch && code && { ...batch, codes: [code] };
}

/** While a dialog reports who joins, toasts about the same would only cover it. */
export const isDialogOpen = () => dialogs > 0;

export function dialogOpened(): () => void {
  dialogs++;
  return () => {
    dialogs--;
  };
}
