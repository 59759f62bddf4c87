import { type Failure, isPassing } from './failures';
import type { Contact } from './machine';

export interface Verdict {
  contact: Contact | 'removed' | 'cleared';
  /** Seconds until the next try. */
  wait: number;
}

const FIRST_WAIT = 5;
const LONGEST_WAIT = 30;
const DISABLED_WAIT = 60;

/** What a failed heartbeat means for the device, and when to send the next one. */
export function judge(failure: Failure, hasNetwork: boolean, misses: number): Verdict {
  if (failure.code === 'INVALID_TOKEN') return { contact: 'removed', wait: 0 };
  if (failure.code === 'STORAGE_CLEARED') return { contact: 'cleared', wait: 0 };
  if (failure.code === 'DEVICE_DISABLED') return { contact: 'disabled', wait: DISABLED_WAIT };
  const wait = Math.max(failure.retryAfter ?? 0, Math.min(FIRST_WAIT * 2 ** misses, LONGEST_WAIT));
  if (failure.code === 'RATE_LIMITED') return { contact: 'online', wait };
  if (!isPassing(failure)) return { contact: 'refused', wait };
  return { contact: failure.code === 'NETWORK' && !hasNetwork ? 'offline' : 'down', wait };
}
