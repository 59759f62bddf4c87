/**
 * Some requests need a password that was typed a short time ago. The dialog that asks for it belongs to the screens, which
 * register it here; the request waits for its outcome.
 */
type Ask = () => Promise<boolean>;

let askForPassword: Ask = async () => false;
let asking: Promise<boolean> | undefined;

export function whenPasswordIsNeeded(ask: Ask): void {
  askForPassword = ask;
}

/** Whether the person typed it. Several requests at once share one question. */
export function passwordTyped(): Promise<boolean> {
  asking ??= askForPassword().finally(() => {
    asking = undefined;
  });
  return asking;
}
