import { describe, expect, it } from 'vitest';
import { unblockHelp } from './cameraTroubles';
import { judge } from './presence';

describe('judge', () => {
  it('tells a missing network from a silent server', () => {
    expect(judge({ code: 'NETWORK' }, false, 0).contact).toBe('offline');
    expect(judge({ code: 'NETWORK' }, true, 0).contact).toBe('down');
    expect(judge({ code: 'UNAVAILABLE', status: 503 }, true, 0).contact).toBe('down');
    expect(judge({ code: 'FOREIGN_ANSWER', status: 404 }, true, 0).contact).toBe('down');
    expect(judge({ code: 'UNAVAILABLE', status: 503 }, false, 0).contact).toBe('down');
  });

  it('knows a cleared storage from a removed device', () => {
    expect(judge({ code: 'STORAGE_CLEARED' }, true, 0).contact).toBe('cleared');
  });

  it('gives up the credential only when the server no longer knows it', () => {
    expect(judge({ code: 'INVALID_TOKEN', status: 401 }, true, 0).contact).toBe('removed');
    expect(judge({ code: 'INVALID_DPOP_PROOF', status: 401 }, true, 0).contact).toBe('refused');
    expect(judge({ code: 'DEVICE_DISABLED', status: 403 }, true, 0)).toEqual({
      contact: 'disabled',
      wait: 60,
    });
  });

  it('waits longer with each miss, and as long as the server asks', () => {
    const waits = [0, 1, 2, 3, 9].map((misses) => judge({ code: 'NETWORK' }, false, misses).wait);
    expect(waits).toEqual([5, 10, 20, 30, 30]);
    expect(judge({ code: 'UNAVAILABLE', status: 503, retryAfter: 45 }, true, 0).wait).toBe(45);
    expect(judge({ code: 'RATE_LIMITED', status: 429, retryAfter: 12 }, true, 0)).toEqual({
      contact: 'online',
      wait: 12,
    });
  });
});

const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15';
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36';
const TABLET =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36';

it('knows where each browser hides the camera switch', () => {
  expect(unblockHelp('Mac', SAFARI)).toContain('Safari');
  expect(unblockHelp('Android', TABLET)).toContain('Permissions');
  expect(unblockHelp('Windows', CHROME)).toContain('left of the address');
  expect(
    unblockHelp('Android', 'Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0'),
  ).toContain('lock');
});
