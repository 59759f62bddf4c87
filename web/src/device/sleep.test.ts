import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sleep } from './sleep';
import { settle, stopClock } from './testing';

let leaving: AbortController;
let target: EventTarget;
let woken: boolean;

beforeEach(() => {
  stopClock();
  leaving = new AbortController();
  target = new EventTarget();
  woken = false;
});
afterEach(() => void vi.useRealTimers());

function fallAsleep(): void {
  void sleep(1_000, leaving.signal, [target, 'online']).then(() => {
    woken = true;
  });
}

it('a sleep ends in time', async () => {
  fallAsleep();
  await vi.advanceTimersByTimeAsync(999);
  expect(woken).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(woken).toBe(true);
});

it.each([
  ['an event', () => target.dispatchEvent(new Event('online'))],
  ['leaving', () => leaving.abort()],
])('a sleep is ended early by %s, and leaves nothing behind', async (_, wake) => {
  const removed = vi.spyOn(target, 'removeEventListener');
  const forgotten = vi.spyOn(leaving.signal, 'removeEventListener');
  fallAsleep();
  wake();
  await settle();
  expect(woken).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect([removed.mock.calls.length, forgotten.mock.calls.length]).toEqual([1, 1]);
});

it('who has left already does not sleep', async () => {
  leaving.abort();
  fallAsleep();
  await vi.advanceTimersByTimeAsync(0);
  expect(woken).toBe(true);
});
