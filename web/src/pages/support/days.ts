/** The last moment of a day on this computer, as the server's instant; none for no day. */
export const endOfDay = (day: string): string | null =>
  day ? new Date(`${day}T23:59:59.999`).toISOString() : null;

/** The day of an instant, as a date field wants it. */
export function dayOf(iso: string | null): string {
  if (!iso) return '';
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
