import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Code } from './codes';
import { begin, FAULT_SHOWN } from './effects';
import type { State } from './machine';
import { openBrowser, openPage, pass, settle, stopClock } from './testing';

let leaving: AbortController;
let browser: ReturnType<typeof openBrowser>;
let page: ReturnType<typeof openPage>;

beforeEach(() => {
  stopClock();
  browser = openBrowser();
  page = openPage();
  leaving = new AbortController();
});

afterEach(() => {
  leaving.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function enter(state: State): Promise<void> {
  begin(state, page, leaving.signal);
  await settle();
}

describe('an error', () => {
  const failed = (code: Code): State => ({ step: 'error', failure: { code }, text: '' });

  it.each<Code>(['PAGE_FAULT', 'STORE_FAULT'])(
    'of this page is mended by itself after a minute: %s',
    async (code) => {
      await enter(failed(code));
      await pass(FAULT_SHOWN - 1);
      expect(page.faults).toEqual([]);
      await pass(1);
      expect(page.faults).toEqual([undefined]);
    },
  );

  it('of this page that somebody has left is not', async () => {
    await enter(failed('PAGE_FAULT'));
    leaving.abort();
    await pass(FAULT_SHOWN);
    expect(page.faults).toEqual([]);
  });

  it('of the network ends with it, once', async () => {
    await enter(failed('NETWORK'));
    for (let time = 0; time < 2; time++) browser.window.dispatchEvent(new Event('online'));
    expect(page.events).toEqual([{ type: 'again' }]);
  });

  it('of the network that somebody has left is over', async () => {
    await enter(failed('NETWORK'));
    leaving.abort();
    browser.window.dispatchEvent(new Event('online'));
    expect(page.events).toEqual([]);
  });

  it('of the code waits for people', async () => {
    await enter(failed('CODE_EXPIRED'));
    browser.window.dispatchEvent(new Event('online'));
    await pass(2 * FAULT_SHOWN);
    expect([page.events, page.faults]).toEqual([[], []]);
  });
});
