import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { within } from './deadline';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('what comes in time is handed on, and nothing waits any more', async () => {
  expect(await within(1_000, Promise.resolve('here'))).toBe('here');
  await expect(within(1_000, Promise.reject(new RangeError('no')))).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});

it('what never comes is given up', async () => {
  let error: unknown;
  void within(1_000, new Promise(() => {})).catch((given) => {
    error = given;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(error).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(error).toMatchObject({ name: 'TimeoutError', message: 'no answer in 1000 ms' });
});
