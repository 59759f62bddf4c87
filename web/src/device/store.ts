import { within } from './deadline';

/** A small key-value store. `lasting` is false where some value ends with this page (private windows, a full disk). */
export interface Store {
  readonly lasting: boolean;
  get(name: string): Promise<unknown>;
  /** Rejects with a DataCloneError where the browser cannot keep this kind of value. */
  put(name: string, value: unknown): Promise<void>;
  remove(...names: string[]): Promise<void>;
}

/** The browser has a storage and it does not work. Only a reload may help. */
export class StoreFault extends Error {
  override name = 'StoreFault';
}

export const DATABASE = 'handfast-device';
export const TABLE = 'values';
const TIME_LIMIT = 4_000;

export async function openStore(): Promise<Store> {
  const store = new DatabaseStore();
  try {
    await store.open();
    return store;
  } catch (error) {
    // A storage that does not answer may hold a pairing: without it this device would be paired a second time.
    if (error instanceof StoreFault) throw error;
    return new MemoryStore();
  }
}

class DatabaseStore implements Store {
  private database?: Promise<IDBDatabase>;
  /** Values that the browser had no room for. */
  private readonly unkept = new Map<string, unknown>();

  get lasting(): boolean {
    return this.unkept.size === 0;
  }

  /** Safari's first request of a session may never be answered; its second one is. */
  async open(): Promise<void> {
    try {
      await within(TIME_LIMIT, this.connection());
    } catch (error) {
      this.database = undefined;
      if (nameOf(error) !== 'TimeoutError') throw error;
      await this.tryAgain(() => this.connection());
    }
  }

  async get(name: string): Promise<unknown> {
    if (this.unkept.has(name)) return this.unkept.get(name);
    return this.use('readonly', (rows) => settled(rows.get(name)));
  }

  async put(name: string, value: unknown): Promise<void> {
    try {
      await this.use('readwrite', (rows) => written(rows, () => rows.put(value, name)));
      this.unkept.delete(name);
    } catch (error) {
      if (nameOf(error) !== 'QuotaExceededError') throw error;
      this.unkept.set(name, value);
    }
  }

  async remove(...names: string[]): Promise<void> {
    for (const name of names) this.unkept.delete(name);
    await this.use('readwrite', (rows) =>
      written(rows, () => {
        for (const name of names) rows.delete(name);
      }),
    );
  }

  /** Browsers may close the connection at any time, as iOS does in the background: then it is opened again. */
  private async use<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
    const attempt = async () => act((await this.connection()).transaction(TABLE, mode).objectStore(TABLE));
    try {
      return await within(TIME_LIMIT, attempt());
    } catch (error) {
      if (REFUSALS.includes(nameOf(error))) throw error;
      this.database = undefined;
      return this.tryAgain(attempt);
    }
  }

  private async tryAgain<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await within(TIME_LIMIT, attempt());
    } catch (error) {
      if (REFUSALS.includes(nameOf(error))) throw error;
      this.database = undefined;
      throw new StoreFault(nameOf(error));
    }
  }

  private connection(): Promise<IDBDatabase> {
    this.database ??= this.connect();
    return this.database;
  }

  private async connect(): Promise<IDBDatabase> {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    const database = await settled(request);
    database.onclose = () => {
      this.database = undefined;
    };
    return database;
  }
}

/** Errors that a second try would meet again. */
const REFUSALS = ['DataCloneError', 'QuotaExceededError'];

export class MemoryStore implements Store {
  readonly lasting: boolean = false;
  readonly values = new Map<string, unknown>();

  async get(name: string): Promise<unknown> {
    return this.values.get(name);
  }

  async put(name: string, value: unknown): Promise<void> {
    this.values.set(name, value);
  }

  async remove(...names: string[]): Promise<void> {
    for (const name of names) this.values.delete(name);
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when the write is committed, not when it is merely asked for. */
function written(rows: IDBObjectStore, write: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    rows.transaction.oncomplete = () => resolve();
    rows.transaction.onabort = () => reject(rows.transaction.error ?? new DOMException('', 'AbortError'));
    write();
  });
}
