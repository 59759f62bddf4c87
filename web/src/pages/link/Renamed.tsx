import { Button } from '@mantine/core';
import { followDevice, linkQuery } from '../../api/link';
import type { CustomerPage, OwnLink } from '../../api/types';
import { useSave } from '../../forms/useSave';
import { grouped } from '../../rustdesk/id';
import { Note } from '../../ui/Note';
import css from './Link.module.css';
import { linkWords } from './words';

interface RenamedProps {
  link: OwnLink;
  to: NonNullable<CustomerPage['renamed_to']>;
  disabled: boolean;
}

/** The linked device seems to report under another ID: only its customer knows whether it is the same one. */
export function Renamed({ link, to, disabled }: RenamedProps) {
  const follow = useSave({
    send: () => followDevice(to.rustdesk_id),
    refresh: [linkQuery.queryKey],
    words: linkWords,
  });
  return (
    <>
      <Note tone="warn">
        <strong dir="auto">{link.name}</strong> now seems to have the ID{' '}
        <strong translate="no">{grouped(to.rustdesk_id)}</strong>. Look at the ID in the app: if it is that
        one, move your link to it.
      </Note>
      {follow.problem && <Note tone="bad">{follow.problem}</Note>}
      <div className={css.buttons}>
        <Button loading={follow.isPending} disabled={disabled} onClick={() => follow.run()}>
          Yes, it is {grouped(to.rustdesk_id)} now
        </Button>
      </div>
    </>
  );
}
