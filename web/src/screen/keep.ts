import type { Store } from '../device/store';
import { kept, sealing } from '../device/vault';
import type { Request } from './machine';

export interface Tokens {
  access: string;
  /** By this device's clock. */
  accessUntil: number;
  refresh: string;
  /** Whether each request must carry a proof made with this screen's key. */
  bound: boolean;
}

/** What must outlive a reload, apart from what the page of paired devices keeps in the same storage. */
export interface Keep {
  tokens(): Promise<Tokens | undefined>;
  saveTokens(tokens: Tokens): Promise<void>;
  requests(): Promise<Request[]>;
  saveRequests(requests: Request[]): Promise<void>;
  forget(): Promise<void>;
  /** Undefined where none can be kept, as on plain http. */
  key(): Promise<CryptoKeyPair | undefined>;
}

const TOKENS = 'screen-tokens';
const REQUESTS = 'screen-requests';
const KEY = 'screen-key';

export function openKeep(store: Store): Keep {
  const sealed = sealing(store);
  return {
    tokens: async () => (await sealed.get(TOKENS)) as Tokens | undefined,
    async saveTokens(tokens) {
      await sealed.put(TOKENS, tokens);
      await store.remove(REQUESTS);
    },
    requests: async () => ((await sealed.get(REQUESTS)) as Request[] | undefined) ?? [],
    saveRequests: (requests) => sealed.put(REQUESTS, requests),
    forget: () => store.remove(TOKENS, REQUESTS),
    key: async () =>
      globalThis.crypto.subtle &&
      kept<CryptoKeyPair>(store, KEY, () =>
        crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
      ),
  };
}
