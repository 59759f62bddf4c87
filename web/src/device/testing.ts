import { vi } from 'vitest';
import { Api } from './api';
import type { Context } from './context';
import type { Event } from './machine';
import { MemoryStore } from './store';
import { openVault, type Vault } from './vault';

/** A store in memory, whose values a test can read. */
export class OpenStore extends MemoryStore {
  override lasting = true;
}

interface Asked {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
  signal: AbortSignal;
}

type Said = () => Response | Promise<Response>;

export const json =
  (body: unknown): Said =>
  () =>
    new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
export const problem =
  (status: number, code: string, headers: Record<string, string> = {}): Said =>
  () =>
    new Response(JSON.stringify({ code }), {
      status,
      headers: { 'Content-Type': 'application/problem+json', ...headers },
    });
export const nothing: Said = () => new Response(null, { status: 204 });
export const unreachable: Said = () => Promise.reject(new TypeError('Failed to fetch'));

/** The server: it notes the requests, and gives for each path one answer after the other, the last one again and again. */
export class OtherEnd {
  readonly asked: Asked[] = [];
  private readonly says = new Map<string, Said[]>();

  constructor() {
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      const { method, body, headers, signal } = init;
      this.asked.push({ method, path, body: body && JSON.parse(body as string), headers, signal } as Asked);
      const said = this.says.get(path) ?? [];
      return (said.length > 1 ? said.shift() : said[0])?.();
    });
  }

  say(path: string, ...said: Said[]): void {
    this.says.set(path, said);
  }

  askedFor(path: string): Asked[] {
    return this.asked.filter((one) => one.path === path);
  }
}

/** The parts of a browser that the page uses outside its screens. Returns the targets of the events that end a wait. */
export function openBrowser(userAgent = 'Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)') {
  const window = new EventTarget();
  const document = new EventTarget();
  const navigator = { userAgent, maxTouchPoints: 5, onLine: true };
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('location', { origin: 'https://pair.example.com' });
  vi.stubGlobal('screen', { width: 820, height: 1180 });
  return { window, document, navigator };
}

interface Page extends Context {
  store: OpenStore;
  vault: Vault;
  events: Event[];
  faults: unknown[];
}

/** A page without a screen: it keeps the events and errors that it receives. */
export function openPage(store = new OpenStore()): Page {
  const events: Event[] = [];
  const faults: unknown[] = [];
  const vault = openVault(store);
  return {
    store,
    vault,
    api: new Api(vault),
    events,
    faults,
    send: (event) => void events.push(event),
    takeOpened: () => '',
    saved: async () => {},
    fault: (error) => void faults.push(error),
  };
}

/** Runs everything that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Only timers and the date are faked: what the runtime does by itself goes on. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
}

export async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await settle();
}
