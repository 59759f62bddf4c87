import type { Api } from './api';
import type { Event } from './machine';
import type { Vault } from './vault';

export type Send = (event: Event) => void;

export interface Context {
  api: Api;
  vault: Vault;
  send: Send;
  /** The fragment of the link that opened this page, already removed from the address bar. The second call returns an empty text. */
  takeOpened(): string;
  /** Resolves once the current step would survive a reload. */
  saved(): Promise<void>;
  /** Reports an error of this page: it reloads itself, or shows the error. */
  fault(error: unknown): void;
}
