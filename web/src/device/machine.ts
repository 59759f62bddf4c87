import type { Code } from './codes';
import { describe, type Failure } from './failures';
import type { Claim } from './payload';
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
  claim: Claim;
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
  | { step: 'looking'; claim: Claim }
  | { step: 'join'; claim: Claim; preview: Preview; name: string; refused?: boolean }
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
  | { type: 'claimed'; claim: Claim }
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
const look = (_: State, { claim }: { claim: Claim }): State => ({ step: 'looking', claim });
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
    claimed: look,
    misread: (_, { failure, text }) => ({ step: 'choose', text, failure }),
  },
  elsewhere: { again: () => ({ step: 'checking', force: true }) },
  choose: {
    claimed: look,
    misread: (state, { failure, text }) => ({ ...state, failure, text, typing: true }),
    scan: () => ({ step: 'scan' }),
  },
  scan: {
    claimed: look,
    type: () => ({ ...START, typing: true }),
    camera: (_, { notice }) => ({ ...START, camera: notice }),
  },
  looking: {
    previewed: ({ claim }, { preview, name }) => ({ step: 'join', claim, preview, name }),
    refused: (state, { failure }) => refuse(state, failure, state.claim),
  },
  join: {
    renamed: (state, { name }) => ({ ...state, name, refused: false }),
    named: ({ claim, preview, name }, { nonce }) => ({
      step: 'verifying',
      attempt: { claim, preview, name: name.trim(), nonce },
    }),
    decline: restart,
    claimed: look,
  },
  verifying: {
    paired,
    pending: ({ attempt }, { retryIn }) => ({ step: 'waiting', attempt, retryIn }),
    refused: (state, { failure }) => {
      if (failure.field === 'deviceName') {
        const { claim, preview, name } = state.attempt;
        return { step: 'join', claim, preview, name, refused: true };
      }
      return refuse(state, failure, state.attempt.claim);
    },
  },
  waiting: {
    paired,
    refused: (state, { failure }) => refuse(state, failure, state.attempt.claim),
    decline: restart,
  },
  error: {
    again: (state) => state.retry ?? START,
    anew: ({ text }) => ({ ...START, text }),
    claimed: look,
  },
  home: {
    contact: (state, { contact, at, identity, kept }) => ({
      ...state,
      contact,
      kept: kept ?? state.kept,
      identity: identity ?? state.identity,
      lastContact: at ?? state.lastContact,
    }),
    claimed: (state) => ({ ...state, newLink: true }),
    removed: ({ identity }, { by }) => ({ step: 'gone', by, support: identity.support }),
  },
  gone: { anew: restart, claimed: look },
};

/** The next state. An event a step does not expect changes nothing: late answers are harmless. */
export function next<S extends Step>(state: In<S>, event: Event): State {
  if (event.type === 'taken') return { step: 'elsewhere' };
  if (event.type === 'fault') return fault(state, event.failure);
  const rules = TABLE[state.step] as Rules<S>;
  const rule = rules[event.type] as ((state: In<S>, event: Event) => State) | undefined;
  return rule ? rule(state, event) : state;
}

/** What stood here before comes back with the reload. */
function fault(state: State, failure: Failure): State {
  return { step: 'error', failure, retry: state.step === 'error' ? state.retry : state, text: '' };
}

/** These say something about what was typed, so the person should see them beside the field. */
const ABOUT_THE_FIELD: Code[] = ['INVALID_CODE', 'INVALID_FORMAT', 'MISSING_FIELD', 'TYPED_ENTRY_OFF'];

function refuse(state: State, failure: Failure, claim: Claim): State {
  const text = claim.kind === 'typed' ? claim.text : '';
  if (text && ABOUT_THE_FIELD.includes(failure.code)) return { step: 'choose', text, failure, typing: true };
  const retry = describe(failure).ways.includes('again') ? state : undefined;
  const support = 'attempt' in state ? state.attempt.preview.support : undefined;
  return { step: 'error', failure, retry, text, support };
}

/** What a reload should come back to; nothing once the way is finished or left. */
export function resumable(state: State): State | undefined {
  if (state.step === 'error') return state.retry && resumable(state.retry);
  return ['looking', 'join', 'verifying', 'waiting'].includes(state.step) ? state : undefined;
}
