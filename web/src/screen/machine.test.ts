import { describe, expect, it } from 'vitest';
import { type Event, type In, isDue, live, next, RENEWED_BEFORE, type Request, type State } from './machine';

const MINUTE = 60_000;
const request = (deviceCode: string, expiresAt = 10 * MINUTE): Request => ({
  deviceCode,
  userCode: `CODE-${deviceCode}`,
  address: 'https://join.example.com/activate',
  link: `https://join.example.com/activate#CODE-${deviceCode}`,
  expiresAt,
  interval: 5_000,
});
const walk = (...events: Event[]) =>
  events.reduce<State>((state, event) => next(state, event), { step: 'starting' });
const [one, two] = [request('1'), request('2', 18 * MINUTE)];
const SHOWING = walk({ type: 'given', request: one }) as In<'showing'>;
const RENEWED = next(SHOWING, { type: 'given', request: two }) as In<'showing'>;

describe('a screen that is not connected', () => {
  it('asks for a code and shows it', () =>
    expect(walk({ type: 'empty' }, { type: 'given', request: one })).toEqual({
      step: 'showing',
      request: one,
    }));

  it('shows the code that it showed before a reload', () => expect(SHOWING.request).toBe(one));

  it('waits while another tab shows the page, and begins once that is closed', () =>
    expect(walk({ type: 'taken' }, { type: 'empty' }, { type: 'free' })).toEqual({ step: 'starting' }));

  it('keeps the old code alive while it shows the next one', () => {
    expect(RENEWED).toMatchObject({ request: two, before: one });
    expect(live(RENEWED, 9 * MINUTE)).toEqual([two, one]);
    expect(live(RENEWED, 10 * MINUTE)).toEqual([two]);
  });

  it('goes on with the newer code when the older one has ended', () =>
    expect(next(RENEWED, { type: 'over', deviceCode: '1' })).toMatchObject({
      request: two,
      before: undefined,
    }));

  it('asks for another code when the newest has ended', () => {
    expect(next(SHOWING, { type: 'over', deviceCode: '1' }).step).toBe('asking');
    expect(next(RENEWED, { type: 'over', deviceCode: '2' }).step).toBe('asking');
  });

  it('says that it was denied, until somebody approves', () => {
    const denied = next(SHOWING, { type: 'denied', deviceCode: '1' });
    expect(denied).toEqual({ step: 'asking', note: 'denied' });
    expect(next(denied as In<'asking'>, { type: 'given', request: two })).toMatchObject({ note: 'denied' });
  });

  it('ignores what is said of a code that it no longer knows', () => {
    for (const type of ['over', 'denied'] as const)
      expect(next(SHOWING, { type, deviceCode: 'unknown' })).toBe(SHOWING);
  });

  it('is connected by either of its codes', () =>
    expect(next(RENEWED, { type: 'connected' })).toEqual({ step: 'home', contact: 'checking' }));

  it('forgets a trouble as soon as the server answers', () => {
    const offline = next(SHOWING, { type: 'trouble', trouble: 'offline' }) as In<'showing'>;
    expect(offline.trouble).toBe('offline');
    expect(next(offline, { type: 'pending', deviceCode: '1', interval: 5_000 })).toMatchObject({
      trouble: undefined,
    });
  });

  it('asks as slowly as the server wants for that code', () => {
    const slower = next(RENEWED, { type: 'pending', deviceCode: '1', interval: 10_000 }) as In<'showing'>;
    expect([slower.before?.interval, slower.request.interval]).toEqual([10_000, 5_000]);
  });
});

describe('a new code', () => {
  it('is due before the shown one ends', () => {
    expect(isDue(SHOWING, one.expiresAt - RENEWED_BEFORE - 1)).toBe(false);
    expect(isDue(SHOWING, one.expiresAt - RENEWED_BEFORE)).toBe(true);
  });

  it('is not due while somebody compares the number of the shown one', () => {
    const compared = next(SHOWING, {
      type: 'pending',
      deviceCode: '1',
      number: 42,
      interval: 5_000,
    }) as In<'showing'>;
    expect(compared.number).toBe(42);
    expect(isDue(compared, one.expiresAt - 1)).toBe(false);
    expect(isDue(compared, one.expiresAt)).toBe(true);
  });

  it('comes without the number of the old one', () => {
    const compared = next(SHOWING, {
      type: 'pending',
      deviceCode: '1',
      number: 42,
      interval: 5_000,
    }) as In<'showing'>;
    expect((next(compared, { type: 'given', request: two }) as In<'showing'>).number).toBeUndefined();
  });
});

describe('a connected screen', () => {
  const home = walk({ type: 'connected' }) as In<'home'>;
  const identity = { name: 'Kitchen screen', restaurant: 'Fireflow Kitchen', manager: 'Maya', bound: true };

  it('keeps its name when the contact is lost', () => {
    const online = next(home, { type: 'contact', contact: 'online', identity }) as In<'home'>;
    expect(next(online, { type: 'contact', contact: 'offline' })).toEqual({
      step: 'home',
      contact: 'offline',
      identity,
    });
  });

  it('shows a code again when it was removed', () =>
    expect(next(home, { type: 'removed' })).toEqual({ step: 'asking', note: 'removed' }));

  it('is not disturbed by late answers of the time before', () => {
    const late: Event[] = [
      { type: 'given', request: one },
      { type: 'denied', deviceCode: '1' },
      { type: 'trouble', trouble: 'offline' },
    ];
    for (const event of late) expect(next(home, event)).toBe(home);
  });
});
