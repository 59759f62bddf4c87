import type { Code } from './codes';
import { describe, type Failure } from './failures';
import type { PresentedCode } from './payload';
import type { Notice } from './views/trouble';

export interface Preview {
  restaurant: string;
  manager: string;
  expiresAt: string;
  needsApproval: boolean;
  /** Where the company says to ask for help. */
  support?: string | undefined;
}

/** One try to pair. The nonce makes a repeat of a lost answer return the same credential. */
export interface Attempt {
  presented: PresentedCode;
  preview: Preview;
  name: string;
  nonce: string;
}

export interface Identity {
  name: string;
  restaurant: string;
  manager: string;
  pairedAt?: string;
  bound: boolean;
  /** Where the company's own app is. */
  appUrl?: string | undefined;
  support?: string | undefined;
}

export type Contact = 'checking' | 'online' | 'offline' | 'disabled' | 'down' | 'refused';
export type GoneBy = 'manager' | 'person' | 'cleared';

export type State =
  | { step: 'checking'; force?: boolean }
  | { step: 'elsewhere' }
  | { step: 'choose'; text: string; failure?: Failure; camera?: Notice; typing?: boolean }
  | { step: 'scan' }
  | { step: 'previewing'; presented: PresentedCode }
  | { step: 'join'; presented: PresentedCode; preview: Preview; name: string; refused?: boolean }
  | { step: 'verifying'; attempt: Attempt }
  | { step: 'waiting'; attempt: Attempt; retryIn: number }
  | { step: 'error'; failure: Failure; retry?: State; text: string; support?: string | undefined }
  | Home
  | { step: 'gone'; by: GoneBy; support?: string | undefined };

interface Home {
  step: 'home';
  identity: Identity;
  contact: Contact;
  /** Whether the pairing outlives this page. */
  kept: boolean;
  lastContact?: number;
  /** It was paired a moment ago, on this very page. */
  fresh?: boolean;
  /** Somebody opened another pairing link, which was not used. */
  newLink?: boolean;
}

export type Step = State['step'];
export type In<S extends Step> = Extract<State, { step: S }>;

export type Event =
  | { type: 'unpaired' }
  | { type: 'resumed'; state: State }
  | { type: 'taken' }
  | { type: 'presented'; presented: PresentedCode }
  | { type: 'misread'; failure: Failure; text: string }
  | { type: 'scan' }
  | { type: 'type' }
  | { type: 'camera'; notice: Notice }
  | { type: 'previewed'; preview: Preview; name: string }
  | { type: 'refused'; failure: Failure }
  | { type: 'decline' }
  | { type: 'renamed'; name: string }
  | { type: 'named'; nonce: string }
  | { type: 'pending'; retryIn: number }
  | { type: 'paired'; identity: Identity; kept: boolean }
  | { type: 'again' }
  | { type: 'anew' }
  | { type: 'home'; identity: Identity; kept: boolean; newLink?: boolean }
  | { type: 'contact'; contact: Contact; at?: number; identity?: Identity; kept?: boolean }
  | { type: 'removed'; by: GoneBy }
  | { type: 'fault'; failure: Failure };

type Rules<S extends Step> = {
  [E in Event['type']]?: (state: In<S>, event: Extract<Event, { type: E }>) => State;
};

const START: In<'choose'> = { step: 'choose', text: '' };
const toPreview = (_: State, { presented }: { presented: PresentedCode }): State => ({
  step: 'previewing',
  presented,
});
const restart = (): State => START;
const paired = (_: State, { identity, kept }: { identity: Identity; kept: boolean }): State => ({
  step: 'home',
  identity,
  kept,
  contact: 'checking',
  fresh: true,
});

const TABLE: { [S in Step]: Rules<S> } = {
  checking: {
    unpaired: restart,
    resumed: (_, { state }) => state,
    home: (_, { identity, kept, newLink }) => ({
      step: 'home',
      identity,
      kept,
      contact: 'checking',
      newLink,
    }),
    presented: toPreview,
    misread: (_, { failure, text }) => ({ step: 'choose', text, failure }),
  },
  elsewhere: { again: () => ({ step: 'checking', force: true }) },
  choose: {
    presented: toPreview,
    misread: (state, { failure, text }) => ({ ...state, failure, text, typing: true }),
    scan: () => ({ step: 'scan' }),
  },
  scan: {
    presented: toPreview,
    type: () => ({ ...START, typing: true }),
    camera: (_, { notice }) => ({ ...START, camera: notice }),
  },
  previewing: {
    previewed: ({ presented }, { preview, name }) => ({ step: 'join', presented, preview, name }),
    refused: (state, { failure }) => refuse(state, failure, state.presented),
  },
  join: {
    renamed: (state, { name }) => ({ ...state, name, refused: false }),
    named: ({ presented, preview, name }, { nonce }) => ({
      step: 'verifying',
      attempt: { presented, preview, name: name.trim(), nonce },
    }),
    decline: restart,
    presented: toPreview,
  },
  verifying: {
    paired,
    pending: ({ attempt }, { retryIn }) => ({ step: 'waiting', attempt, retryIn }),
    refused: (state, { failure }) => {
      if (failure.field === 'deviceName') {
        const { presented, preview, name } = state.attempt;
        return { step: 'join', presented, preview, name, refused: true };
      }
      return refuse(state, failure, state.attempt.presented);
    },
  },
  waiting: {
    paired,
    refused: (state, { failure }) => refuse(state, failure, state.attempt.presented),
    decline: restart,
  },
  error: {
    again: (state) => state.retry ?? START,
    anew: ({ text }) => ({ ...START, text }),
    presented: toPreview,
  },
  home: {
    contact: (state, { contact, at, identity, kept }) => ({
      ...state,
      contact,
      kept: kept ?? state.kept,
      identity: identity ?? state.identity,
      lastContact: at ?? state.lastContact,
    }),
    presented: (state) => ({ ...state, newLink: true }),
    removed: ({ identity }, { by }) => ({ step: 'gone', by, support: identity.support }),
  },
  gone: { anew: restart, presented: toPreview },
};

/** The next state. An event a step does not expect changes nothing: late answers are harmless. */
export function next<S extends Step>(state: In<S>, event: Event): State {
  if (event.type === 'taken') return { step: 'elsewhere' };
  if (event.type === 'fault') return fault(state, event.failure);
  const rules = TABLE[state.step] as Rules<S>;
  const rule = rules[event.type] as ((state: In<S>, event: Event) => State) | undefined;
  return rule ? rule(state, event) : state;
}

/** The step before it is kept, so that a reload comes back to it. */
function fault(state: State, failure: Failure): State {
  return { step: 'error', failure, retry: state.step === 'error' ? state.retry : state, text: '' };
}

/** Problems of the typed text, shown beside the field. */
const ABOUT_THE_FIELD: Code[] = ['INVALID_CODE', 'INVALID_FORMAT', 'MISSING_FIELD', 'TYPED_ENTRY_OFF'];

function refuse(state: State, failure: Failure, presented: PresentedCode): State {
  const text = presented.kind === 'typed' ? presented.text : '';
  if (text && ABOUT_THE_FIELD.includes(failure.code)) return { step: 'choose', text, failure, typing: true };
  const retry = describe(failure).ways.includes('again') ? state : undefined;
  const support = 'attempt' in state ? state.attempt.preview.support : undefined;
  return { step: 'error', failure, retry, text, support };
}

/** The step that a reload should come back to; undefined once the pairing is finished or was given up. */
export function resumable(state: State): State | undefined {
  if (state.step === 'error') return state.retry && resumable(state.retry);
  return ['previewing', 'join', 'verifying', 'waiting'].includes(state.step) ? state : undefined;
}
