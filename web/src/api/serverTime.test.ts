import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const NOON = Date.parse('2026-01-20T12:00:00Z');
const answerAt = (time: string) => new Response(null, { headers: { Date: new Date(time).toUTCString() } });

let clock: typeof import('./serverTime');
beforeEach(async () => {
  vi.useFakeTimers({ now: NOON });
  vi.resetModules();
  clock = await import('./serverTime');
});
afterEach(() => {
  vi.useRealTimers();
});

it('is this computer’s own time until an answer tells another one', () => {
  expect(clock.serverNow()).toBe(NOON);
});

it('takes no notice of the second that every answer is off by', () => {
  clock.learnServerTime(answerAt('2026-01-20T11:59:59Z'));
  expect(clock.serverNow()).toBe(NOON);
});

it('follows a server that is two hours ahead, and tells whoever shows the time', () => {
  const told = vi.fn();
  const stop = clock.onServerTime(told);
  clock.learnServerTime(answerAt('2026-01-20T14:00:00Z'));
  expect(new Date(clock.serverNow()).toISOString()).toBe('2026-01-20T14:00:00.500Z');
  expect(told).toHaveBeenCalledTimes(1);
  stop();
});

it('follows this computer’s own clock once that was set right', () => {
  clock.learnServerTime(answerAt('2026-01-20T14:00:00Z'));
  vi.setSystemTime(Date.parse('2026-01-20T14:00:10Z'));
  clock.learnServerTime(answerAt('2026-01-20T14:00:10Z'));
  expect(new Date(clock.serverNow()).toISOString()).toBe('2026-01-20T14:00:10.500Z');
});

it('learns nothing from an answer without a date', () => {
  clock.learnServerTime(new Response(null));
  expect(clock.serverNow()).toBe(NOON);
});
