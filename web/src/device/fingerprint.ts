import { hex } from './encoding';

/** A label by which people recognise a device in the audit log. It is no proof, and nothing is granted by it. */
export async function fingerprint(): Promise<string> {
  const size = [screen.width, screen.height].sort((a, b) => a - b).join('x');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const traits = new TextEncoder().encode([navigator.userAgent, size, zone].join('|'));
  if (crypto.subtle) return hex(await crypto.subtle.digest('SHA-256', traits));
  const { sha256 } = await import('@noble/hashes/sha2.js');
  return hex(sha256(traits));
}

const PLATFORMS: [RegExp, string][] = [
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

export function platformOf(userAgent: string, touchPoints = 0): string {
  const platform = PLATFORMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Device';
  // An iPad says that it is a Mac; only the touch points give it away.
  return platform === 'Mac' && touchPoints > 1 ? 'iPad' : platform;
}

export function ownPlatform(): string {
  return platformOf(navigator.userAgent, navigator.maxTouchPoints);
}

export function defaultName(): string {
  return `${ownPlatform()}-${screen.width}x${screen.height}`;
}
