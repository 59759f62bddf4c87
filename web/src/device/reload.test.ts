import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mayReload, reload } from './reload';

const reloaded = vi.fn();
let history: { state: unknown; replaceState: (state: unknown, title: string) => void };

beforeEach(() => {
  vi.useFakeTimers();
  history = {
    state: null,
    replaceState: (state) => {
      history.state = state;
    },
  };
  vi.stubGlobal('history', history);
  vi.stubGlobal('location', { reload: reloaded });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it.each([null, undefined, {}, { reloadedAt: 'yesterday' }])(
  'a page that has not reloaded itself may: %o',
  (state) => {
    history.state = state;
    expect(mayReload()).toBe(true);
  },
);

it('a page reloads itself once a minute at most, whatever its clock does meanwhile', () => {
  reload();
  expect(reloaded).toHaveBeenCalledOnce();
  expect(mayReload()).toBe(false);
  vi.setSystemTime(Date.now() + 60_000);
  expect(mayReload()).toBe(false);
  vi.setSystemTime(Date.now() + 1);
  expect(mayReload()).toBe(true);
  vi.setSystemTime(Date.now() - 120_002);
  expect(mayReload()).toBe(true);
});
