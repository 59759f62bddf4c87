/** A small box of named values. `lasting` is false where the browser keeps nothing (private windows). */
export interface Store {
  lasting: boolean;
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  remove(...names: string[]): Promise<void>;
}

const DATABASE = 'handfast-device';
const TABLE = 'values';

export async function openStore(): Promise<Store> {
  try {
    return databaseStore(await openDatabase());
  } catch {
    return memoryStore();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  return settled(request);
}

function databaseStore(database: IDBDatabase): Store {
  const table = (mode: IDBTransactionMode) => database.transaction(TABLE, mode).objectStore(TABLE);
  return {
    lasting: true,
    get: (name) => settled(table('readonly').get(name)),
    put: (name, value) => written(table('readwrite'), (rows) => rows.put(value, name)),
    remove: (...names) =>
      written(table('readwrite'), (rows) => {
        for (const name of names) rows.delete(name);
      }),
  };
}

function memoryStore(): Store {
  const values = new Map<string, unknown>();
  return {
    lasting: false,
    get: async (name) => values.get(name),
    put: async (name, value) => void values.set(name, value),
    remove: async (...names) => {
      for (const name of names) values.delete(name);
    },
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when the write is committed, not when it is merely asked for. */
function written(rows: IDBObjectStore, write: (rows: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    rows.transaction.oncomplete = () => resolve();
    rows.transaction.onabort = () => reject(rows.transaction.error);
    write(rows);
  });
}
