import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Session } from '../api/types';
import { Note } from '../ui/Note';
import { placeOf } from './roles';
import { forgetReplaced, replacedSession } from './somebodyElse';

/** Says why the page that was open here is gone. */
export function ReplacedNote({ session }: { session: Session }) {
  const [replaced, setReplaced] = useState(replacedSession);
  if (!replaced) return null;
  const dismiss = () => {
    forgetReplaced();
    setReplaced(null);
  };
  return (
    <div style={{ width: '100%', maxWidth: 1120, marginInline: 'auto', marginBottom: 12 }} role="status">
      <Note
        tone="warn"
        action={
          <Button size="compact-sm" variant="default" onClick={dismiss}>
            Dismiss
          </Button>
        }
      >
        This browser is now signed in as <strong dir="auto">{session.person.name}</strong> of{' '}
        <strong dir="auto">{placeOf(session)}</strong>. The page that was open here for{' '}
        <span dir="auto">{replaced.person}</span> of <span dir="auto">{replaced.tenant}</span> was closed, and
        what was pressed there last was not done.
      </Note>
    </div>
  );
}
