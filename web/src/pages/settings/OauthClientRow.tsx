import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  changeOauthClient,
  deleteOauthClient,
  OAUTH_CLIENT_KEYS,
  replaceOauthClientSecret,
} from '../../api/oauthClients';
import type { OauthClient } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { useSave } from '../../forms/useSave';
import { CopyIcon } from '../../ui/Copy';
import { day, plural } from '../../ui/format';
import { TokenReady } from '../../ui/TokenReady';
import { EditOauthClient } from './EditOauthClient';
import css from './OauthClients.module.css';

const DEVICES = {
  any: null,
  same_network: 'only devices in the network of whoever approves them',
  registered: 'only devices whose keys were registered',
};

interface OauthClientRowProps {
  client: OauthClient;
  /** Whether whoever looks at it may change it. */
  isOwn: boolean;
}

export function OauthClientRow({ client, isOwn }: OauthClientRowProps) {
  return (
    <li>
      <div className={css.head}>
        <strong dir="auto">{client.name}</strong>
        {isOwn && <Actions client={client} />}
      </div>
      <div className={css.id}>
        <code translate="no">{client.id}</code>
        <CopyIcon text={client.id} label={`Copy the client ID of ${client.name}`} />
      </div>
      <Facts client={client} />
    </li>
  );
}

function Facts({ client }: { client: OauthClient }) {
  const needs = [
    client.requires_dpop && 'devices need a key of their own',
    client.shows_number && 'devices show a number to compare',
    DEVICES[client.allowed_devices],
    client.exchanges && 'paired devices get its tokens too',
    client.wait_seconds > 0 && `a poll waits ${client.wait_seconds} s`,
  ].filter(Boolean);
  return (
    <div className={css.sub}>
      {client.disabled_at && (
        <>
          <strong>Disabled since {day(client.disabled_at)}</strong>
          {' · '}
        </>
      )}
      {client.confidential ? 'Confidential' : 'Public'}
      {' · '}
      {plural(client.devices, 'device', 'devices')}
      {client.secret_changed_at && ` · secret of ${day(client.secret_changed_at)}`}
      {client.created_by && (
        <>
          {' · registered by '}
          <span dir="auto">{client.created_by}</span>
        </>
      )}
      <br />
      Scopes: {client.scopes.join(' ') || 'none'}
      {client.audiences.length > 0 && (
        <>
          <br />
          Tokens for: {client.audiences.join(' ')}
        </>
      )}
      {needs.length > 0 && (
        <>
          <br />
          {capital(needs.join(' · '))}
        </>
      )}
    </div>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Actions({ client }: { client: OauthClient }) {
  const [open, setOpen] = useState<'edit' | 'secret' | 'disable' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const enable = useSave({
    send: () => changeOauthClient(client.id, { enabled: true }),
    refresh: OAUTH_CLIENT_KEYS,
    failure: `${client.name} was not enabled`,
  });
  const close = () => setOpen(null);
  const opens = (what: typeof open, label: string) => (
    <Button
      size="compact-md"
      variant="default"
      aria-label={`${label}: ${client.name}`}
      onClick={() => setOpen(what)}
    >
      {label}
    </Button>
  );
  return (
    <div className={css.buttons}>
      {opens('edit', 'Edit')}
      {client.confidential && opens('secret', 'New secret')}
      {client.disabled_at ? (
        <Button
          size="compact-md"
          variant="default"
          aria-label={`Enable: ${client.name}`}
          loading={enable.isPending}
          onClick={() => enable.run()}
        >
          Enable
        </Button>
      ) : (
        opens('disable', 'Disable')
      )}
      {opens('delete', 'Delete')}
      {open === 'edit' && <EditOauthClient client={client} onClose={close} />}
      {open === 'secret' && (
        <Confirm
          title={`New secret for ${client.name}?`}
          yes="Make new secret"
          danger
          send={async () => setSecret((await replaceOauthClientSecret(client.id)).secret)}
          refresh={OAUTH_CLIENT_KEYS}
          onClose={close}
        >
          The old secret ends at once: until the program has the new one, its devices get no tokens.
        </Confirm>
      )}
      {open === 'disable' && (
        <Confirm
          title={`Disable ${client.name}?`}
          yes="Disable client"
          danger
          send={() => changeOauthClient(client.id, { enabled: false })}
          refresh={OAUTH_CLIENT_KEYS}
          onClose={close}
        >
          {theDevices(client)} no new tokens until you enable it again. Tokens that they have now stay valid
          for up to 15 minutes.
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${client.name}?`}
          yes="Delete client"
          danger
          send={() => deleteOauthClient(client.id)}
          refresh={OAUTH_CLIENT_KEYS}
          onClose={close}
        >
          {theDevices(client)} no new tokens any more, and must be approved again with another client. It
          cannot be brought back.
        </Confirm>
      )}
      {secret && (
        <TokenReady name={client.name} token={secret} what="Secret" onClose={() => setSecret(null)}>
          Copy it now. It is shown only this once.
        </TokenReady>
      )}
    </div>
  );
}

const theDevices = ({ devices }: OauthClient) =>
  devices === 1 ? 'Its device gets' : devices > 1 ? `Its ${devices} devices get` : 'Devices get';
