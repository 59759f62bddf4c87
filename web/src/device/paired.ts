import { within } from './deadline';
import type { Identity } from './machine';
import { DATABASE, settled, TABLE } from './store';

const TIME_LIMIT = 2_000;

/** The name under which this browser is paired; undefined where it is not. It creates no database. */
export async function pairedName(): Promise<string | undefined> {
  try {
    return await within(TIME_LIMIT, readName());
  } catch {
    return undefined;
  }
}

async function readName(): Promise<string | undefined> {
  const request = indexedDB.open(DATABASE);
  request.onupgradeneeded = () => request.transaction?.abort();
  const database = await settled(request);
  try {
    const rows = database.transaction(TABLE, 'readonly').objectStore(TABLE);
    return ((await settled(rows.get('identity'))) as Identity | undefined)?.name;
  } finally {
    database.close();
  }
}
