import { within } from './deadline';
import type { Identity, State } from './machine';
import { nameOf, type Store } from './store';

export interface Credential {
  token: string;
  deviceId: string;
  /** Bound to this device's key: every request must carry a proof made with it. */
  bound: boolean;
}

export interface Vault {
  /** Whether all values outlive this page. */
  readonly lasting: boolean;
  credential(): Promise<Credential | undefined>;
  identity(): Promise<Identity | undefined>;
  keep(credential: Credential, identity: Identity): Promise<void>;
  rename(identity: Identity): Promise<void>;
  forget(): Promise<void>;
  draft(): Promise<State | undefined>;
  saveDraft(state: State | undefined): Promise<void>;
  /** The nonce of a renewal under way, so that a repeat returns the same token. */
  renewal(nonce?: string): Promise<string | undefined>;
  /** The device's own key, made when there is none yet; undefined where none can be kept or where the desktop shell keeps the token. */
  key(): Promise<CryptoKeyPair | undefined>;
  /** The key that is there already. */
  keptKey(): Promise<CryptoKeyPair | undefined>;
}

interface ShellStore {
  get?(name: string): unknown;
  set(name: string, value: unknown): unknown;
  delete?(name: string): unknown;
}

declare global {
  interface Window {
    electron?: { store?: ShellStore };
  }
}

const SHELL_TIME_LIMIT = 5_000;
const TOKEN = 'deviceAuthToken';
const ID = 'deviceId';
/** Milliseconds that a code is valid at most; a pairing begun before that cannot be finished. */
const DRAFT_LIFE = 15 * 60_000;
/** The server lets a device wait for its manager for a day. */
const WAITING_LIFE = 24 * 60 * 60_000;

export function openVault(store: Store): Vault {
  const sealed = sealing(store);
  const shell = window.electron?.store;
  const secrets = shell ? shellSecrets(shell) : browserSecrets(sealed, store);
  return {
    get lasting() {
      return store.lasting;
    },
    ...secrets,
    identity: async () => (await store.get('identity')) as Identity | undefined,
    rename: (identity) => store.put('identity', identity),
    async keep(credential, identity) {
      await secrets.keep(credential);
      await store.put('identity', identity);
      await store.remove('draft', 'renewal');
    },
    async forget() {
      await secrets.forget();
      await store.remove('identity', 'draft', 'renewal', 'key');
    },
    async draft() {
      const draft = (await sealed.get('draft')) as { state: State; savedAt: number } | undefined;
      if (!draft) return undefined;
      const life = draft.state.step === 'waiting' ? WAITING_LIFE : DRAFT_LIFE;
      return Math.abs(Date.now() - draft.savedAt) < life ? draft.state : undefined;
    },
    saveDraft: (state) =>
      state ? sealed.put('draft', { state, savedAt: Date.now() }) : store.remove('draft'),
    async renewal(nonce) {
      if (nonce) await sealed.put('renewal', nonce);
      return (await sealed.get('renewal')) as string | undefined;
    },
    key: async () => (shell ? undefined : deviceKey(store)),
    keptKey: () => keptKey(store),
  };
}

interface Secrets {
  credential(): Promise<Credential | undefined>;
  keep(credential: Credential): Promise<void>;
  forget(): Promise<void>;
}

/** The desktop shell has an encrypted store of its own. */
function shellSecrets(shell: ShellStore): Secrets {
  const ask = (work: () => unknown) => within(SHELL_TIME_LIMIT, (async () => work())());
  const drop = (name: string) => ask(() => (shell.delete ? shell.delete(name) : shell.set(name, '')));
  return {
    async credential() {
      const [token, deviceId] = await Promise.all([
        ask(() => shell.get?.(TOKEN)),
        ask(() => shell.get?.(ID)),
      ]);
      return token ? { token: String(token), deviceId: String(deviceId), bound: false } : undefined;
    },
    async keep({ token, deviceId }) {
      await ask(() => shell.set(TOKEN, token));
      await ask(() => shell.set(ID, deviceId));
    },
    async forget() {
      await drop(TOKEN);
      await drop(ID);
    },
  };
}

function browserSecrets(sealed: Pick<Store, 'get' | 'put'>, store: Store): Secrets {
  return {
    credential: async () => (await sealed.get('credential')) as Credential | undefined,
    keep: (credential) => sealed.put('credential', credential),
    forget: () => store.remove('credential'),
  };
}

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/**
 * Encrypts stored values with a key that the page can use but not read. Over plain http there are no such keys, and some browsers
 * cannot store one: there the values are stored in clear, since otherwise the device would forget its pairing.
 */
export function sealing(store: Store): Pick<Store, 'get' | 'put'> {
  if (!globalThis.crypto.subtle) return store;
  return {
    async get(name) {
      const box = (await store.get(name)) as Sealed | { plain: unknown } | undefined;
      if (box && 'plain' in box) return box.plain;
      const key = (await store.get('seal')) as CryptoKey | undefined;
      if (!box || !key) return undefined;
      try {
        const data = await crypto.subtle.decrypt(aesGcm(name, box.iv), key, box.data);
        return JSON.parse(new TextDecoder().decode(data));
      } catch {
        return undefined;
      }
    },
    async put(name, value) {
      const key = await sealKey(store);
      if (!key) return store.put(name, { plain: value });
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = new TextEncoder().encode(JSON.stringify(value));
      await store.put(name, { iv, data: await crypto.subtle.encrypt(aesGcm(name, iv), key, data) });
    },
  };
}

function aesGcm(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
}

function sealKey(store: Store): Promise<CryptoKey | undefined> {
  return kept<CryptoKey>(store, 'seal', () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  );
}

async function deviceKey(store: Store): Promise<CryptoKeyPair | undefined> {
  if (!globalThis.crypto.subtle) return undefined;
  return kept<CryptoKeyPair>(store, 'key', () =>
    crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
  );
}

async function keptKey(store: Store): Promise<CryptoKeyPair | undefined> {
  return (await store.get('key')) as CryptoKeyPair | undefined;
}

/** Makes and stores a key. Undefined where it cannot be stored: what depends on it would be lost with the next reload. */
export async function kept<T>(store: Store, name: string, make: () => Promise<T>): Promise<T | undefined> {
  const there = (await store.get(name)) as T | undefined;
  if (there) return there;
  const key = await make();
  try {
    await store.put(name, key);
  } catch (error) {
    if (nameOf(error) === 'DataCloneError') return undefined;
    throw error;
  }
  return key;
}
