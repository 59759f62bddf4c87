import { Button } from '@mantine/core';
import { IconLinkOff, IconReplace } from '@tabler/icons-react';
import { useState } from 'react';
import type { CustomerPage, OwnLink } from '../../api/types';
import { RustDeskId } from '../../rustdesk/RustDeskId';
import { Facts } from '../../ui/Facts';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { When } from '../../ui/When';
import { ChangeDevice } from './ChangeDevice';
import css from './Link.module.css';
import { Renamed } from './Renamed';
import { Unlink } from './Unlink';

export function LinkedDevice({ page, link }: { page: CustomerPage; link: OwnLink }) {
  const [open, setOpen] = useState<'change' | 'unlink' | null>(null);
  const close = () => setOpen(null);
  return (
    <Panel title="Linked device">
      <div className={css.linked} data-testid="linked-device">
        <div className={css.linkedId}>
          <RustDeskId id={link.rustdesk_id} />
          <Status status={link.status} lastSeen={link.last_seen_at} />
        </div>
        <Facts
          facts={[
            ['Name', link.name],
            ['Linked', <When key="since" at={link.linked_at} />],
            ['Confirmed', link.state === 'verified' ? 'By the device itself or by support' : 'By your word'],
          ]}
        />
        {page.renamed_to && <Renamed link={link} to={page.renamed_to} disabled={!page.can_change} />}
        {link.status === 'blocked' && (
          <p className={css.quiet}>Support has blocked this device. Ask them to enable it again.</p>
        )}
        <div className={css.buttons}>
          <Button
            variant={page.renamed_to ? 'default' : 'filled'}
            leftSection={<IconReplace size={19} aria-hidden="true" />}
            disabled={!page.can_change}
            onClick={() => setOpen('change')}
          >
            Change device
          </Button>
          <Button
            variant="default"
            leftSection={<IconLinkOff size={19} aria-hidden="true" />}
            onClick={() => setOpen('unlink')}
          >
            Unlink
          </Button>
        </div>
        {!page.can_change && (
          <p className={css.quiet}>
            The device stays as it is. Changing it needs an active subscription; unlinking it does not.
          </p>
        )}
      </div>
      {open === 'change' && <ChangeDevice page={page} old={link} onClose={close} />}
      {open === 'unlink' && <Unlink link={link} onClose={close} />}
    </Panel>
  );
}
