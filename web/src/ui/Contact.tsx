import { contactHref } from './contact';

/** Where "ask support" leads, in the company's own words; an address or a number can be pressed. */
export function Contact({ text }: { text: string }) {
  if (!text) return null;
  const href = contactHref(text);
  return <p>Support: {href ? <a href={href}>{text}</a> : <strong dir="auto">{text}</strong>}</p>;
}
