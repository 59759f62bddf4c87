/**
 * Going on for another company loads the page anew; the code that was typed waits for it here. It is not in the address: a link must
 * never look a code up by itself.
 */
const KEY = 'handfast.activate';

let carried = take();

function take(): string | null {
  try {
    const code = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return code;
  } catch {
    return null; // Without storage it is typed once more.
  }
}

export function carry(code: string): void {
  try {
    sessionStorage.setItem(KEY, code);
  } catch {
    // The storage is switched off.
  }
}

/** The page was not left after all. */
export const drop = () => void take();

/** What the page before this one carried over, once. */
export function takeCarried(): string | null {
  const code = carried;
  carried = null;
  return code;
}
