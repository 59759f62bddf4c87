/** Why there is no camera to ask for: plain http, or a browser that lends none, as those inside other apps. */
export function withoutCamera(): 'insecure' | 'withheld' | undefined {
  if (navigator.mediaDevices) return undefined;
  return window.isSecureContext ? 'withheld' : 'insecure';
}
