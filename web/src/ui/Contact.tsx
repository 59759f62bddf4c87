/** Where "ask support" leads, in the company's own words; an address or a number can be pressed. */
export function Contact({ text }: { text: string }) {
  if (!text) return null;
  const href = hrefOf(text.trim());
  return <p>Support: {href ? <a href={href}>{text}</a> : <strong dir="auto">{text}</strong>}</p>;
}

function hrefOf(text: string): string | undefined {
  if (/^https?:\/\/\S+$/.test(text)) return text;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  return /^\+?[\d\s()/-]{5,}$/.test(text) ? `tel:${text.replace(/[^\d+]/g, '')}` : undefined;
}
