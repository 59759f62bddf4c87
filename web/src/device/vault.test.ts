import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { State } from './machine';
import { OpenStore, openBrowser, stopClock } from './testing';
import { openVault } from './vault';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CREDENTIAL = { token: 'a'.repeat(64), deviceId: 'd-1', bound: true };
const IDENTITY = { name: 'Till', restaurant: 'Luigi’s', manager: 'Ann', bound: true };
const JOINING = { step: 'choose', text: '' } as State;
const WAITING = { step: 'waiting', retryIn: 5 } as State;

/** Keys of the page cannot be kept here, as in some private windows. */
class KeylessStore extends OpenStore {
  override async put(name: string, value: unknown): Promise<void> {
    const isKey = value instanceof CryptoKey || (value as CryptoKeyPair).privateKey instanceof CryptoKey;
    if (isKey) throw new DOMException('', 'DataCloneError');
    await super.put(name, value);
  }
}

/** All that lies in the store, bytes as letters. */
const textOf = (store: OpenStore) =>
  JSON.stringify([...store.values], (_, value) =>
    value instanceof ArrayBuffer || value instanceof Uint8Array
      ? Buffer.from(value as ArrayBuffer).toString('latin1')
      : value,
  );

beforeEach(() => void openBrowser());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a pairing', () => {
  it('is kept, and its token is nowhere in clear', async () => {
    const store = new OpenStore();
    await openVault(store).keep(CREDENTIAL, IDENTITY);
    const later = openVault(store);
    expect(await later.credential()).toEqual(CREDENTIAL);
    expect(await later.identity()).toEqual(IDENTITY);
    expect(textOf(store)).not.toContain(CREDENTIAL.token);
  });

  it('is sealed anew each time, with a key that the page cannot read', async () => {
    const store = new OpenStore();
    const vault = openVault(store);
    await vault.keep(CREDENTIAL, IDENTITY);
    const first = store.values.get('credential') as { iv: Uint8Array };
    await vault.keep(CREDENTIAL, IDENTITY);
    const second = store.values.get('credential') as { iv: Uint8Array };
    expect(first.iv).not.toEqual(second.iv);
    expect((store.values.get('seal') as CryptoKey).extractable).toBe(false);
    expect((store.values.get('seal') as CryptoKey).algorithm).toMatchObject({ name: 'AES-GCM', length: 256 });
  });

  it('cannot be read under another name, with another key or without one', async () => {
    const store = new OpenStore();
    const vault = openVault(store);
    await vault.renewal('n-1');
    store.values.set('credential', store.values.get('renewal'));
    expect(await vault.credential()).toBeUndefined();
    await vault.keep(CREDENTIAL, IDENTITY);
    const other = new OpenStore();
    await openVault(other).renewal('n-1');
    store.values.set('seal', other.values.get('seal'));
    expect(await vault.credential()).toBeUndefined();
    store.values.delete('seal');
    expect(await vault.credential()).toBeUndefined();
  });

  it.each([
    ['over plain http', () => void vi.stubGlobal('crypto', {}), new OpenStore()],
    ['where no key can be kept', () => {}, new KeylessStore()],
  ])('outlives the page %s', async (_, prepare, store) => {
    prepare();
    await openVault(store).keep(CREDENTIAL, IDENTITY);
    expect(await openVault(store).credential()).toEqual(CREDENTIAL);
  });

  it('ends what was half-finished', async () => {
    const vault = openVault(new OpenStore());
    await vault.saveDraft(JOINING);
    await vault.renewal('n-1');
    await vault.keep(CREDENTIAL, IDENTITY);
    expect(await vault.draft()).toBeUndefined();
    expect(await vault.renewal()).toBeUndefined();
  });

  it('is forgotten with all that belongs to it', async () => {
    const store = new OpenStore();
    const vault = openVault(store);
    await vault.key();
    await vault.keep(CREDENTIAL, IDENTITY);
    await vault.saveDraft(JOINING);
    await vault.renewal('n-1');
    await vault.forget();
    expect([...store.values.keys()]).toEqual(['seal']);
  });

  it('may be shown under another name', async () => {
    const vault = openVault(new OpenStore());
    await vault.keep(CREDENTIAL, IDENTITY);
    await vault.rename({ ...IDENTITY, name: 'Bar' });
    expect((await vault.identity())?.name).toBe('Bar');
  });

  it.each([true, false])('says whether it lasts: %s', (lasting) => {
    const store = new OpenStore();
    store.lasting = lasting;
    expect(openVault(store).lasting).toBe(lasting);
  });
});

describe('a draft', () => {
  it.each([
    ['lives as long as a code', JOINING, 15 * MINUTE],
    ['that waits for a manager lives a day', WAITING, 24 * HOUR],
  ])('%s', async (_, state, life) => {
    stopClock();
    const vault = openVault(new OpenStore());
    await vault.saveDraft(state);
    vi.setSystemTime(Date.now() + life - 1);
    expect(await vault.draft()).toEqual(state);
    vi.setSystemTime(Date.now() + 1);
    expect(await vault.draft()).toBeUndefined();
  });

  it('of a clock that was set back is over too', async () => {
    stopClock();
    const vault = openVault(new OpenStore());
    await vault.saveDraft(JOINING);
    vi.setSystemTime(Date.now() - HOUR);
    expect(await vault.draft()).toBeUndefined();
  });

  it('is dropped when nothing is left to resume', async () => {
    const vault = openVault(new OpenStore());
    expect(await vault.draft()).toBeUndefined();
    await vault.saveDraft(JOINING);
    await vault.saveDraft(undefined);
    expect(await vault.draft()).toBeUndefined();
  });
});

it('the nonce of a renewal is there until the pairing is kept anew', async () => {
  const store = new OpenStore();
  expect(await openVault(store).renewal()).toBeUndefined();
  expect(await openVault(store).renewal('n-1')).toBe('n-1');
  expect(await openVault(store).renewal()).toBe('n-1');
});

describe('the device’s key', () => {
  it('is made once, signs on the curve of ES256, and never leaves', async () => {
    const store = new OpenStore();
    expect(await openVault(store).keptKey()).toBeUndefined();
    const key = await openVault(store).key();
    expect(key?.privateKey.extractable).toBe(false);
    expect(key?.privateKey.usages).toEqual(['sign']);
    expect(key?.privateKey.algorithm).toMatchObject({ name: 'ECDSA', namedCurve: 'P-256' });
    expect(await openVault(store).key()).toBe(key);
    expect(await openVault(store).keptKey()).toBe(key);
  });

  it.each([
    ['over plain http', () => void vi.stubGlobal('crypto', {}), new OpenStore()],
    ['where none can be kept', () => {}, new KeylessStore()],
  ])('is none %s', async (_, prepare, store) => {
    prepare();
    expect(await openVault(store).key()).toBeUndefined();
  });

  it('fails as the storage does', async () => {
    const store = new OpenStore();
    store.put = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    await expect(openVault(store).key()).rejects.toThrow();
  });
});

describe('in the desktop shell', () => {
  function shell(more: object = {}) {
    const kept = new Map<string, unknown>();
    const store = {
      get: (name: string) => kept.get(name),
      set: (name: string, v: unknown) => kept.set(name, v),
    };
    vi.stubGlobal('window', { electron: { store: { ...store, ...more } } });
    return kept;
  }

  it('the token lies in its store and is bound to no key', async () => {
    const kept = shell();
    const store = new OpenStore();
    const vault = openVault(store);
    expect(await vault.credential()).toBeUndefined();
    await vault.keep(CREDENTIAL, IDENTITY);
    expect(Object.fromEntries(kept)).toEqual({ deviceAuthToken: CREDENTIAL.token, deviceId: 'd-1' });
    expect(await vault.credential()).toEqual({ ...CREDENTIAL, bound: false });
    expect([...store.values.keys()]).toEqual(['identity']);
    expect(await vault.key()).toBeUndefined();
  });

  it('forgetting deletes, or overwrites where the shell cannot delete', async () => {
    const emptied = shell();
    await openVault(new OpenStore()).keep(CREDENTIAL, IDENTITY);
    await openVault(new OpenStore()).forget();
    expect(Object.fromEntries(emptied)).toEqual({ deviceAuthToken: '', deviceId: '' });
    const dropped = new Map<string, unknown>();
    const kept = shell({ delete: (name: string) => dropped.set(name, true) });
    await openVault(new OpenStore()).keep(CREDENTIAL, IDENTITY);
    await openVault(new OpenStore()).forget();
    expect([...dropped.keys()]).toEqual(['deviceAuthToken', 'deviceId']);
    expect(kept.get('deviceId')).toBe('d-1');
  });

  it('one that writes only says that there is no pairing', async () => {
    shell({ get: undefined });
    expect(await openVault(new OpenStore()).credential()).toBeUndefined();
  });

  it('one that never answers is a fault, and not a wait for ever', async () => {
    stopClock();
    shell({ get: () => new Promise(() => {}) });
    const asked = openVault(new OpenStore()).credential();
    const failed = expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.advanceTimersByTimeAsync(5_000);
    await failed;
  });
});
