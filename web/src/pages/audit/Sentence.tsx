import { Link } from '@tanstack/react-router';
import type { AuditItem } from '../../api/types';
import { withWholeIds } from '../../rustdesk/id';

/** The server's sentence, with the device in it as a link. */
export function Sentence({ item: { subject, ...item } }: { item: AuditItem }) {
  const sentence = withWholeIds(item.sentence);
  const { kind, id } = subject;
  const name = subject.name && withWholeIds(subject.name);
  const at = kind === 'device' && id && name ? sentence.lastIndexOf(name) : -1;
  if (at === -1 || !id || !name) return <span dir="auto">{sentence}</span>;
  return (
    <span dir="auto">
      {sentence.slice(0, at)}
      <Link to="/devices/$deviceId" params={{ deviceId: id }}>
        {name}
      </Link>
      {sentence.slice(at + name.length)}
    </span>
  );
}
