import css from './Email.module.css';

/** Longer parts than this may break anywhere: nothing else fits a narrow column. */
const WHOLE = 32;

/** Breaks in front of the @ first, and never before the last letter. */
export function Email({ address }: { address: string }) {
  const at = address.lastIndexOf('@');
  const parts = at > 0 ? [address.slice(0, at), address.slice(at)] : [address];
  return parts.map((part, place) => (
    <span key={part}>
      {place > 0 && <wbr />}
      <span className={part.length <= WHOLE ? css.whole : undefined}>{part}</span>
    </span>
  ));
}
