import { Button, Group } from '@mantine/core';
import type { RefObject } from 'react';
import type { Invitation } from '../../api/types';
import { Copy } from '../../ui/Copy';
import { Dialog } from '../../ui/Dialog';
import { absolute } from '../../ui/format';
import { LinkText } from '../../ui/LinkText';
import { Note } from '../../ui/Note';

interface InvitationReadyProps {
  invitation: Invitation;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

/** The link is shown this once; afterwards only a new one can be made. */
export function InvitationReady({ invitation, onClose, returnTo }: InvitationReadyProps) {
  const { person, mailed, invitation_url, expires_at } = invitation;
  return (
    <Dialog
      title={`${person.name} is invited`}
      onClose={onClose}
      closeOnClickOutside={false}
      returnTo={returnTo}
    >
      <div style={{ display: 'grid', gap: 16 }}>
        <Note tone={mailed ? 'good' : 'info'}>
          {mailed
            ? `An e-mail is on its way to ${person.email}. You can hand over the link as well.`
            : `Hand this link to ${person.name} yourself. It is shown only now.`}
        </Note>
        <LinkText>{invitation_url}</LinkText>
        <div>It works once, until {absolute(expires_at)}.</div>
        <Group justify="flex-end" gap="sm">
          <Copy text={invitation_url} data-autofocus>
            Copy link
          </Copy>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </div>
    </Dialog>
  );
}
