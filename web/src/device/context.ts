import type { Api } from './api';
import type { Event } from './machine';
import type { Vault } from './vault';

export type Send = (event: Event) => void;

export interface Context {
  api: Api;
  vault: Vault;
  send: Send;
  /** What the link that opened this page carried, already gone from the address bar. Given out once. */
  takeOpened(): string;
  /** Resolves once the current step would survive a reload. */
  saved(): Promise<void>;
  /** Something on this page broke: it starts anew, or says so. */
  fault(error: unknown): void;
}
