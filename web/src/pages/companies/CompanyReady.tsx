import { Button, Group } from '@mantine/core';
import type { CreatedCompany } from '../../api/types';
import { Copy } from '../../ui/Copy';
import { Dialog } from '../../ui/Dialog';
import { LinkText } from '../../ui/LinkText';
import { Note } from '../../ui/Note';

interface CompanyReadyProps {
  company: CreatedCompany;
  email: string;
  onClose: () => void;
}

/** The link of the first owner is shown this once. */
export function CompanyReady({ company, email, onClose }: CompanyReadyProps) {
  const { invitation_url: url, mailed, name } = company;
  return (
    <Dialog title={`${name} is created`} onClose={onClose} closeOnClickOutside={false}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Note tone={mailed ? 'good' : 'info'}>
          {mailed
            ? `An e-mail is on its way to ${email}. You can hand over the link as well.`
            : `Hand this link to ${email} yourself. It is shown only now, and works once.`}
        </Note>
        {url && <LinkText>{url}</LinkText>}
        <Group justify="flex-end" gap="sm">
          {url && (
            <Copy text={url} data-autofocus>
              Copy link
            </Copy>
          )}
          <Button onClick={onClose}>Done</Button>
        </Group>
      </div>
    </Dialog>
  );
}
