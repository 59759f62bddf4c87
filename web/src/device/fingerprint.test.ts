import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultName, fingerprint, ownPlatform, platformOf } from './fingerprint';
import { openBrowser } from './testing';

beforeEach(() => void openBrowser());
afterEach(() => void vi.unstubAllGlobals());

it('a fingerprint is the same after turning the device and over plain http, and another on another screen', async () => {
  const first = await fingerprint();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  vi.stubGlobal('screen', { width: 1180, height: 820 });
  expect(await fingerprint()).toBe(first);
  vi.stubGlobal('crypto', {});
  expect(await fingerprint()).toBe(first);
  vi.stubGlobal('screen', { width: 118, height: 820 });
  expect(await fingerprint()).not.toBe(first);
});

it('a fingerprint is the digest of what the browser says of itself, its screen and its time zone', async () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const traits = Buffer.from(`${navigator.userAgent}|820x1180|${zone}`);
  const digest = await crypto.subtle.digest('SHA-256', traits);
  expect(await fingerprint()).toBe(Buffer.from(digest).toString('hex'));
});

it.each([
  ['Mozilla/5.0 (iPad; CPU OS 12_0)', 5, 'iPad'],
  ['Mozilla/5.0 (iPhone; CPU)', 5, 'iPhone'],
  ['Mozilla/5.0 (Linux; Android 14)', 5, 'Android'],
  ['Mozilla/5.0 (X11; CrOS x86_64)', 0, 'ChromeOS'],
  ['Mozilla/5.0 (Windows NT 10.0)', 10, 'Windows'],
  ['Mozilla/5.0 (Macintosh; Intel)', 0, 'Mac'],
  ['Mozilla/5.0 (Macintosh; Intel)', 1, 'Mac'],
  ['Mozilla/5.0 (Macintosh; Intel)', 2, 'iPad'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 0, 'Linux'],
  ['something else', 0, 'Device'],
])('%s with %d fingers is a %s', (userAgent, fingers, platform) => {
  expect(platformOf(userAgent, fingers)).toBe(platform);
});

it('a device is called by what it is and how large', () => {
  expect([ownPlatform(), defaultName()]).toEqual(['iPad', 'iPad-820x1180']);
});
