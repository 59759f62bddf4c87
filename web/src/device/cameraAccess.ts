/** Why this page cannot ask for a camera: it was opened over plain http, or the browser has no camera API, as inside other apps. */
export function withoutCamera(): 'insecure' | 'withheld' | undefined {
  if (navigator.mediaDevices) return undefined;
  return window.isSecureContext ? 'withheld' : 'insecure';
}
