import { describe, expect, it } from 'vitest';
import type { Code } from './codes';
import type { Failure } from './failures';
import {
  type Attempt,
  type Event,
  type Identity,
  next,
  type Preview,
  resumable,
  type State,
} from './machine';
import type { PresentedCode } from './payload';

const presented: PresentedCode = { kind: 'token', token: 'Ab0_-Ab0_-Ab0_-Ab0_-xy' };
const typed: PresentedCode = { kind: 'typed', code: 'K7QX4M', text: 'k7q-x4m' };
const preview: Preview = {
  restaurant: 'Trattoria',
  manager: 'Mara',
  expiresAt: '2026-01-20T06:00:00Z',
  needsApproval: false,
};
const attempt: Attempt = { presented, preview, name: 'Bar tablet', nonce: 'n' };
const identity: Identity = { name: 'Bar tablet', restaurant: 'Trattoria', manager: 'Mara', bound: true };

function run(state: State, ...events: Event[]): State {
  return events.reduce<State>((current, event) => next(current, event), state);
}

const CHECKING: State = { step: 'checking' };
const NAMING: State = { step: 'join', presented, preview, name: 'Android-800x1280' };
const VERIFYING: State = { step: 'verifying', attempt };

describe('the way from a link to home', () => {
  it('asks once, with the name, and goes straight home', () => {
    const steps = [
      { type: 'presented', presented },
      { type: 'previewed', preview, name: 'Android-800x1280' },
      { type: 'renamed', name: ' Bar tablet ' },
      { type: 'named', nonce: 'n' },
      { type: 'paired', identity, kept: true },
    ] satisfies Event[];
    let state: State = CHECKING;
    const seen = steps.map((event) => {
      state = next(state, event);
      return state.step;
    });
    expect(seen).toEqual(['previewing', 'join', 'join', 'verifying', 'home']);
  });

  it('sends the name without blanks around it', () => {
    expect(run(NAMING, { type: 'renamed', name: ' Bar tablet ' }, { type: 'named', nonce: 'n' })).toEqual(
      VERIFYING,
    );
  });

  it('keeps attempt and nonce while a manager has to agree', () => {
    const waiting = run(VERIFYING, { type: 'pending', retryIn: 3 });
    expect(waiting).toEqual({ step: 'waiting', attempt, retryIn: 3 });
    expect(run(waiting, { type: 'paired', identity, kept: true })).toMatchObject({
      step: 'home',
      fresh: true,
    });
    expect(run(waiting, { type: 'decline' })).toEqual({ step: 'choose', text: '' });
  });

  it('goes home at once when already paired, and leaves a new link unused', () => {
    const home = run(CHECKING, { type: 'home', identity, kept: true, newLink: true });
    expect(home).toMatchObject({ step: 'home', contact: 'checking', newLink: true });
    expect(run(home, { type: 'presented', presented })).toMatchObject({ step: 'home', newLink: true });
  });
});

describe('what goes wrong', () => {
  const previewing: State = { step: 'previewing', presented: typed };
  const refused = (code: Code, more: Partial<Failure> = {}): Event => ({
    type: 'refused',
    failure: { code, ...more },
  });

  it.each<Code>(['INVALID_CODE', 'INVALID_FORMAT', 'MISSING_FIELD', 'TYPED_ENTRY_OFF'])(
    'shows %s beside the field and keeps what was typed',
    (code) => {
      expect(run(previewing, refused(code))).toMatchObject({ step: 'choose', text: 'k7q-x4m', typing: true });
    },
  );

  it('asks for another name when the server dislikes this one', () => {
    const again = run(VERIFYING, refused('INVALID_FORMAT', { field: 'deviceName' }));
    expect(again).toMatchObject({ step: 'join', presented, name: 'Bar tablet', refused: true });
    expect(run(again, { type: 'renamed', name: 'Bar' })).toMatchObject({ name: 'Bar', refused: false });
  });

  it('has no field to point at when the code was scanned', () => {
    expect(run({ step: 'previewing', presented }, refused('INVALID_CODE'))).toMatchObject({
      step: 'error',
      retry: undefined,
    });
  });

  it.each<Code>(['NETWORK', 'UNAVAILABLE', 'RATE_LIMITED', 'DEVICE_LIMIT', 'NEVER_HEARD_OF' as Code])(
    'can repeat after %s',
    (code) => {
      const error = run(VERIFYING, refused(code));
      expect(run(error, { type: 'again' })).toEqual(VERIFYING);
      expect(run(error, { type: 'anew' }).step).toBe('choose');
    },
  );

  it.each<Code>([
    'CODE_NOT_FOUND',
    'CODE_ALREADY_USED',
    'CODE_EXPIRED',
    'TOO_MANY_ATTEMPTS',
    'PAIRING_REJECTED',
  ])('asks for another code after %s', (code) => {
    const error = run(VERIFYING, refused(code));
    expect(error).toMatchObject({ step: 'error', retry: undefined });
    expect(run(error, { type: 'anew' }).step).toBe('choose');
  });

  it("keeps the company's word for support once the code was looked at", () => {
    const support = 'Call the office';
    const verifying: State = { step: 'verifying', attempt: { ...attempt, preview: { ...preview, support } } };
    expect(run(verifying, refused('PAIRING_REJECTED'))).toMatchObject({ step: 'error', support });
    expect(run({ step: 'previewing', presented }, refused('PAIRING_REJECTED'))).toMatchObject({
      support: undefined,
    });
  });

  it('comes back to the code field, and says why, when the camera does not work', () => {
    const notice = { heading: 'No camera found', text: 'Type the code instead.' };
    expect(run({ step: 'scan' }, { type: 'camera', notice })).toMatchObject({
      step: 'choose',
      camera: notice,
    });
  });

  it('ends at the way to pair again once the credential is gone', () => {
    const gone = run(
      { step: 'home', identity, kept: true, contact: 'online' },
      { type: 'removed', by: 'manager' },
    );
    expect(gone).toEqual({ step: 'gone', by: 'manager' });
    expect(run(gone, { type: 'anew' }).step).toBe('choose');
  });
});

describe('the ways between the screens', () => {
  const misread = { type: 'misread', failure: { code: 'FOREIGN_QR' }, text: 'x' } as const;
  const CHOOSE: State = { step: 'choose', text: '' };
  const NO_CAMERA = { heading: 'No camera found', text: 'Type the code instead.' };

  it.each<[string, State, Event, State]>([
    ['a link that does not read', CHECKING, misread, { step: 'choose', text: 'x', failure: misread.failure }],
    ['taking over here', { step: 'elsewhere' }, { type: 'again' }, { step: 'checking', force: true }],
    [
      'an entry that does not read',
      { ...CHOOSE, camera: NO_CAMERA },
      misread,
      { ...CHOOSE, camera: NO_CAMERA, failure: misread.failure, text: 'x', typing: true },
    ],
    ['scanning', CHOOSE, { type: 'scan' }, { step: 'scan' }],
    ['typing instead', { step: 'scan' }, { type: 'type' }, { ...CHOOSE, typing: true }],
  ])('%s', (_, from, event, to) => {
    expect(run(from, event)).toEqual(to);
  });

  it('a contact keeps what it does not tell', () => {
    const home: State = { step: 'home', identity, kept: true, contact: 'checking', lastContact: 5 };
    expect(run(home, { type: 'contact', contact: 'down' })).toEqual({ ...home, contact: 'down' });
    const told = { contact: 'online', at: 9, identity: { ...identity, name: 'Bar' }, kept: false } as const;
    expect(run(home, { type: 'contact', ...told })).toEqual({
      step: 'home',
      contact: 'online',
      lastContact: 9,
      identity: told.identity,
      kept: false,
    });
  });

  it('begin home with a first contact, whether paired now or before', () => {
    for (const [from, event] of [
      [VERIFYING, { type: 'paired', identity, kept: true }],
      [CHECKING, { type: 'home', identity, kept: true }],
    ] as [State, Event][]) {
      expect(run(from, event)).toMatchObject({ step: 'home', contact: 'checking' });
    }
  });

  it('what was scanned is not put into the field', () => {
    const scanned = {
      step: 'previewing',
      presented: { ...typed, kind: 'token', token: 't' },
    } as unknown as State;
    expect(run(scanned, { type: 'refused', failure: { code: 'INVALID_CODE' } })).toMatchObject({
      step: 'error',
      text: '',
    });
  });
});

describe('a fault of the page', () => {
  it('is told as one, and what was under way comes back with the reload', () => {
    const state = run(VERIFYING, { type: 'fault', failure: { code: 'PAGE_FAULT' } });
    expect(state).toMatchObject({ step: 'error', failure: { code: 'PAGE_FAULT' } });
    expect(resumable(state)).toEqual(VERIFYING);
    const again = run(state, { type: 'fault', failure: { code: 'PAGE_FAULT' } });
    expect(again).toMatchObject({ retry: VERIFYING, text: '' });
    expect(resumable(again)).toEqual(VERIFYING);
  });
});

describe('order', () => {
  const everyStep: State[] = [
    CHECKING,
    { step: 'choose', text: '' },
    { step: 'scan' },
    { step: 'previewing', presented },
    NAMING,
    VERIFYING,
    { step: 'waiting', attempt, retryIn: 3 },
    { step: 'error', failure: { code: 'NETWORK' }, text: '' },
    { step: 'home', identity, kept: true, contact: 'online' },
    { step: 'gone', by: 'person' },
  ];

  it.each(everyStep.map((state) => [state.step, state] as const))(
    'lets another tab take over from %s',
    (_, state) => {
      expect(run(state, { type: 'taken' })).toEqual({ step: 'elsewhere' });
    },
  );

  it('never pairs without the question, whatever arrives late', () => {
    for (const state of everyStep.filter(({ step }) => step !== 'verifying' && step !== 'waiting')) {
      expect(run(state, { type: 'paired', identity, kept: true })).toBe(state);
    }
    for (const state of everyStep.filter(({ step }) => step !== 'join')) {
      expect(run(state, { type: 'named', nonce: 'n' })).toBe(state);
    }
  });

  it('leaves a pairing under way alone when another link is opened', () => {
    expect(run(VERIFYING, { type: 'presented', presented: typed })).toBe(VERIFYING);
  });

  it('resumes only what is half done', () => {
    const kept = everyStep.filter((state) => resumable(state)).map(({ step }) => step);
    expect(kept).toEqual(['previewing', 'join', 'verifying', 'waiting']);
    expect(resumable({ step: 'error', failure: { code: 'NETWORK' }, retry: VERIFYING, text: '' })).toEqual(
      VERIFYING,
    );
  });
});
