/** What a press on a contact opens: a page, a mail or a call; nothing where it is plain words. */
export function contactHref(contact: string): string | undefined {
  const text = contact.trim();
  if (/^https?:\/\/\S+$/.test(text)) return text;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  return /^\+?[\d\s()/-]{5,}$/.test(text) ? `tel:${text.replace(/[^\d+]/g, '')}` : undefined;
}
