import type { IssuedCode } from '../../api/types';

/** Codes this tab has made. The server keeps only hashes, so this memory is the one place they can be shown again. */
const issued: IssuedCode[] = [];
let dialogs = 0;

export function remember(codes: IssuedCode[]): void {
  issued.push(...codes);
}

export function recall(codeId: string): IssuedCode | undefined {
  return issued.find(({ id }) => id === codeId);
}

/** While a dialog reports who joins, toasts about the same would only cover it. */
export const isDialogOpen = () => dialogs > 0;

export function dialogOpened(): () => void {
  dialogs++;
  return () => {
    dialogs--;
  };
}
