// The pages are in English; of its ways to write a time we take the one that needs no a.m. and p.m.
const ENGLISH = 'en-GB';
const relativeFormat = new Intl.RelativeTimeFormat(ENGLISH, { numeric: 'auto' });
const absoluteFormat = new Intl.DateTimeFormat(ENGLISH, { dateStyle: 'medium', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat(ENGLISH, { dateStyle: 'medium' });
const clockFormat = new Intl.DateTimeFormat(ENGLISH, { timeStyle: 'short' });
const numberFormat = new Intl.NumberFormat(ENGLISH);
const pluralRules = new Intl.PluralRules(ENGLISH);

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How long ago something was; never in the future, however late the clock is. */
export function ago(iso: string, now: number): string {
  return inSteps(Math.min(0, Date.parse(iso) - now)) ?? 'just now';
}

/** How long until something comes; never in the past. */
export function ahead(iso: string, now: number): string {
  return inSteps(Math.max(0, Date.parse(iso) - now)) ?? 'in a moment';
}

function inSteps(milliseconds: number): string | undefined {
  const seconds = Math.round(milliseconds / 1000);
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step && relativeFormat.format(Math.trunc(seconds / step[1]), step[0]);
}

export const absolute = (iso: string) => `${absoluteFormat.format(new Date(iso))} (${timeZone})`;
export const day = (iso: string) => dayFormat.format(new Date(iso));
export const clock = (at: string | number) => clockFormat.format(new Date(at));
export const list = (names: string[]) => new Intl.ListFormat(ENGLISH).format(names);
export const count = (value: number) => numberFormat.format(value);

/** The server counts no further; the number stands for everything above it too. */
const MOST_COUNTED = 1000;

export const counted = (value: number) => (value < MOST_COUNTED ? count(value) : `${count(MOST_COUNTED)}+`);

export function plural(value: number, one: string, many: string): string {
  return `${count(value)} ${pluralRules.select(value) === 'one' ? one : many}`;
}

export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
