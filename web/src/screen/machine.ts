import type { Contact, Identity } from '../device/machine';

/** What the device authorization endpoint gave: the code to show, and the secret to ask with. */
export interface Request {
  deviceCode: string;
  userCode: string;
  /** Where the code is typed, and the same with the code for the QR. */
  address: string;
  link: string;
  /** By this device's clock, which counted from the moment of the answer. */
  expiresAt: number;
  /** Milliseconds between two questions. */
  interval: number;
}

/** Why there is no new code, or no answer, for the moment. It goes on trying in any case. */
export type Trouble = 'offline' | 'busy' | 'refused';

/** Why the last code or connection came to its end. */
export type Note = 'denied' | 'removed';

export type State =
  | { step: 'starting' }
  /** Another tab of this browser shows the page. */
  | { step: 'elsewhere' }
  | { step: 'asking'; trouble?: Trouble; note?: Note }
  | Showing
  | { step: 'home'; contact: Contact; identity?: Identity };

interface Showing {
  step: 'showing';
  request: Request;
  /** The code before this one: somebody may be typing it still. */
  before?: Request;
  /** What the person who approves compares. While it is shown the code stays. */
  number?: number;
  trouble?: Trouble;
  note?: Note;
}

export type Step = State['step'];
export type In<S extends Step> = Extract<State, { step: S }>;

export type Event =
  | { type: 'taken' }
  | { type: 'free' }
  | { type: 'connected' }
  | { type: 'empty' }
  | { type: 'given'; request: Request }
  | { type: 'trouble'; trouble: Trouble }
  | { type: 'pending'; deviceCode: string; number?: number; interval: number }
  | { type: 'over'; deviceCode: string }
  | { type: 'denied'; deviceCode: string }
  | { type: 'contact'; contact: Contact; identity?: Identity }
  | { type: 'removed' };

type Rules<S extends Step> = {
  [E in Event['type']]?: (state: In<S>, event: Extract<Event, { type: E }>) => State;
};

const HOME: State = { step: 'home', contact: 'checking' };

const TABLE: { [S in Step]: Rules<S> } = {
  starting: {
    taken: () => ({ step: 'elsewhere' }),
    connected: () => HOME,
    given: (_, { request }) => ({ step: 'showing', request }),
    empty: () => ({ step: 'asking' }),
  },
  elsewhere: { free: () => ({ step: 'starting' }) },
  asking: {
    given: ({ note }, { request }) => ({ step: 'showing', request, note }),
    trouble: (state, { trouble }) => ({ ...state, trouble }),
  },
  showing: {
    given: ({ request: before, note }, { request }) => ({ step: 'showing', request, before, note }),
    trouble: (state, { trouble }) => ({ ...state, trouble }),
    pending,
    over: (state, { deviceCode }) => without(state, deviceCode, { step: 'asking', note: state.note }),
    denied: (state, { deviceCode }) => without(state, deviceCode, { step: 'asking', note: 'denied' }),
    connected: () => HOME,
  },
  home: {
    contact: (state, { contact, identity }) => ({ ...state, contact, identity: identity ?? state.identity }),
    removed: () => ({ step: 'asking', note: 'removed' }),
  },
};

/** The next state. An event that a step does not expect changes nothing: late answers are harmless. */
export function next<S extends Step>(state: In<S>, event: Event): State {
  const rules = TABLE[state.step] as Rules<S>;
  const rule = rules[event.type] as ((state: In<S>, event: Event) => State) | undefined;
  return rule ? rule(state, event) : state;
}

function pending(
  state: Showing,
  { deviceCode, number, interval }: Extract<Event, { type: 'pending' }>,
): State {
  const paced = (one: Request) => (one.deviceCode === deviceCode ? { ...one, interval } : one);
  const before = state.before && paced(state.before);
  return {
    ...state,
    request: paced(state.request),
    before,
    number: number ?? state.number,
    trouble: undefined,
  };
}

/** One of the codes has ended. If it was the newer one, the older may still be approved, but nobody should begin to type it. */
function without(state: Showing, deviceCode: string, none: State): State {
  if (state.before?.deviceCode === deviceCode) return { ...state, before: undefined, number: undefined };
  return state.request.deviceCode === deviceCode ? none : state;
}

/** How long before its end a code is replaced: what is shown must leave time to type it. */
export const RENEWED_BEFORE = 90_000;

/** Whether it is time for a new code. Not while somebody compares the number of this one. */
export const isDue = ({ request, number }: Showing, now: number) =>
  now >= request.expiresAt - (number === undefined ? RENEWED_BEFORE : 0);

/** The requests that may still be approved. */
export const live = ({ request, before }: Showing, now: number) =>
  [request, before].filter((one): one is Request => one !== undefined && now < one.expiresAt);
