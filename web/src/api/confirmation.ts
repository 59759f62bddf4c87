/**
 * Some requests are only taken from a session whose person typed their password lately. The dialog that asks for it belongs to
 * the screens; it puts itself here, and the request waits for what comes of it.
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
