import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface Options {
  auth: (give: (auth: object) => void) => Promise<void>;
  transports: string[];
  reconnectionDelayMax: number;
}

/** What the library gives the page: a socket that the test opens, breaks and closes. */
class StandIn {
  /** Whether the library comes back by itself: not when the server closed or refused the connection. */
  active = true;
  connects = 0;
  readonly heard = new Map<string, (said?: unknown) => void>();
  readonly on = (event: string, act: (said?: unknown) => void) => this.heard.set(event, act);
  readonly connect = () => this.connects++;
  readonly disconnect = () => {
    this.active = false;
  };

  constructor(readonly options: Options) {}

  say(event: string, said?: unknown) {
    this.heard.get(event)?.(said);
  }
}

const opened: StandIn[] = [];
let isOffline = false;
vi.mock('socket.io-client', () => ({
  get io() {
    if (isOffline) throw new TypeError('error loading dynamically imported module');
    return (options: Options) => opened[opened.push(new StandIn(options)) - 1];
  },
}));
vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1' }, addEventListener: () => {} });
const { QueryObserver } = await import('@tanstack/react-query');
const { liveState, onDeviceChange, onLiveState, pollingWhile, startLive, stopLive } = await import('./live');
const { queryClient, whenSignedOut } = await import('../api/queries');

const SHOWN = ['devices', 'device', 'pairing-codes', 'alerts', 'audit-newest'];
const SETTLED_MS = 60;

/** Which of the page's data is to be fetched again; asking makes all of it fresh. */
function stale(): string[] {
  const found = SHOWN.filter((key) => queryClient.getQueryState([key])?.isInvalidated);
  for (const key of SHOWN) queryClient.setQueryData([key], 'as fetched');
  return found;
}

async function start(): Promise<StandIn> {
  await startLive();
  return opened.at(-1) as StandIn;
}

beforeEach(() => {
  vi.useFakeTimers();
  stale();
});

afterEach(() => {
  stopLive();
  vi.runOnlyPendingTimers();
  queryClient.clear();
  vi.useRealTimers();
});

describe('the library', () => {
  it.each([
    { stops: false, connections: 1 },
    { stops: true, connections: 0 },
  ])(
    'is fetched again when the network failed, while it is wanted: $stops',
    async ({ stops, connections }) => {
      const before = opened.length;
      isOffline = true;
      await startLive();
      isOffline = false;
      if (stops) stopLive();
      await vi.advanceTimersByTimeAsync(3_000);
      expect(opened.length - before).toBe(connections);
    },
  );
});

describe('what is fetched again', () => {
  it('is everything, after each connection and each reconnection', async () => {
    const socket = await start();
    for (const _ of ['first', 'again']) {
      socket.say('connect');
      vi.advanceTimersByTime(SETTLED_MS);
      expect(stale()).toEqual(SHOWN);
      socket.say('disconnect');
      vi.advanceTimersByTime(SETTLED_MS);
      expect(stale()).toEqual([]);
    }
  });

  it.each([
    ['device_change', ['devices', 'device', 'pairing-codes', 'audit-newest']],
    ['invite_change', ['pairing-codes', 'audit-newest']],
    ['alert', ['alerts', 'audit-newest']],
  ])('is what a %s may have changed', async (event, changed) => {
    const socket = await start();
    socket.say(event, { change: 'paired', device_id: '1' });
    vi.advanceTimersByTime(SETTLED_MS);
    expect(stale()).toEqual(changed);
  });

  it('is fetched once for several events of one act, and again for the next', async () => {
    const socket = await start();
    const invalidate = vi.spyOn(queryClient, 'invalidateQueries');
    for (const event of ['invite_change', 'alert', 'alert']) socket.say(event);
    vi.advanceTimersByTime(SETTLED_MS - 1);
    expect(stale()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(stale()).toEqual(['pairing-codes', 'alerts', 'audit-newest']);
    expect(invalidate).toHaveBeenCalledTimes(3);
    socket.say('alert');
    vi.advanceTimersByTime(SETTLED_MS);
    expect(stale()).toEqual(['alerts', 'audit-newest']);
    invalidate.mockRestore();
  });

  it('is told to whoever waits for a device, until they leave', async () => {
    const socket = await start();
    const told: unknown[] = [];
    const leave = onDeviceChange((change) => told.push(change));
    socket.say('device_change', { change: 'paired', device_id: '1' });
    leave();
    socket.say('device_change', { change: 'renamed', device_id: '1' });
    expect(told).toEqual([{ change: 'paired', device_id: '1' }]);
  });
});

describe('a connection that ends', () => {
  it.each([
    ['disconnect', 300],
    ['connect_error', 3_000],
  ])('is opened again after a %s that the library leaves alone', async (event, wait) => {
    const socket = await start();
    socket.active = false;
    for (const times of [1, 2]) {
      socket.say(event);
      vi.advanceTimersByTime(wait - 1);
      expect(socket.connects).toBe(times - 1);
      vi.advanceTimersByTime(1);
      expect(socket.connects).toBe(times);
    }
  });

  it('is left to the library while that tries by itself', async () => {
    const socket = await start();
    socket.say('disconnect');
    socket.say('connect_error');
    vi.advanceTimersByTime(60_000);
    expect(socket.connects).toBe(0);
  });

  it('stays closed when the page has closed it', async () => {
    const socket = await start();
    socket.active = false;
    socket.say('disconnect');
    stopLive();
    vi.advanceTimersByTime(60_000);
    expect([socket.active, socket.connects]).toEqual([false, 0]);
  });

  it('does not come back for a page that left while the library was loading', async () => {
    const before = opened.length;
    const starting = startLive();
    stopLive();
    await starting;
    expect(opened.length).toBe(before);
  });

  it('is tried as a WebSocket first, and by polling where that is blocked', async () => {
    const { transports, reconnectionDelayMax } = (await start()).options;
    expect([transports, reconnectionDelayMax]).toEqual([['websocket', 'polling'], 10_000]);
  });
});

describe('the ticket', () => {
  let asked: string[];

  /** The server's answers to the requests for tickets, one after the other. */
  function answering(...answers: Response[]) {
    asked = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return answers.shift();
    });
  }

  async function given(socket: StandIn): Promise<object> {
    let auth = {};
    await socket.options.auth((one) => {
      auth = one;
    });
    return auth;
  }

  it('is a new one for each connection', async () => {
    answering(Response.json({ ticket: 'first' }), Response.json({ ticket: 'second' }));
    const socket = await start();
    expect([await given(socket), await given(socket)]).toEqual([{ ticket: 'first' }, { ticket: 'second' }]);
    expect(asked).toEqual(Array(2).fill('POST /api/live/ticket'));
  });

  it.each([
    [401, 'UNAUTHENTICATED', true],
    [503, 'UNAVAILABLE', false],
  ])('is none after %i %s, and who is signed out is told: %s', async (status, code, out) => {
    let told = false;
    whenSignedOut(() => {
      told = true;
    });
    answering(Response.json({ code, detail: '' }, { status }));
    expect(await given(await start())).toEqual({});
    expect(told).toBe(out);
  });
});

describe('the state', () => {
  it('is told at each change, and to nobody who left', async () => {
    const told: string[] = [];
    const leave = onLiveState(() => told.push(liveState()));
    const socket = await start();
    for (const event of ['connect', 'disconnect', 'connect_error', 'connect']) socket.say(event);
    stopLive();
    leave();
    socket.say('connect');
    expect(told).toEqual(['live', 'reconnecting', 'reconnecting', 'live', 'connecting']);
  });
});

describe('polling', () => {
  it('is off, and not merely seldom, while the page is live', () => {
    expect(pollingWhile('live')).toEqual({ refetchInterval: false });
  });

  it.each([
    ['connecting', 5],
    ['reconnecting', 5],
    ['live', 1],
  ] as const)('while %s fetches this often in a minute: %i', async (state, times) => {
    let fetched = 0;
    const leave = new QueryObserver(queryClient, {
      queryKey: ['polled'],
      queryFn: () => ++fetched,
      ...pollingWhile(state),
    }).subscribe(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    leave();
    expect(fetched).toBe(times);
  });
});
