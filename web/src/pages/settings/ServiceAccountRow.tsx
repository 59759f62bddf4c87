import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  createServiceToken,
  revokeServiceAccount,
  revokeServiceToken,
  SERVICE_KEYS,
} from '../../api/serviceAccounts';
import type { ServiceAccount, ServiceToken } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { useSave } from '../../forms/useSave';
import { absolute, day } from '../../ui/format';
import { TokenReady } from '../../ui/TokenReady';
import { useNow } from '../../ui/useNow';
import { When } from '../../ui/When';
import { EditServiceAccount } from './EditServiceAccount';
import css from './ServiceAccounts.module.css';

interface ServiceAccountRowProps {
  account: ServiceAccount;
  scopes: { name: string; description: string }[];
}

const SOON = 14 * 86_400_000;

export function ServiceAccountRow({ account, scopes }: ServiceAccountRowProps) {
  const [open, setOpen] = useState<'edit' | 'revoke' | null>(null);
  const left = Date.parse(account.expires_at) - useNow();
  const may = scopes
    .filter(({ name }) => account.scopes.includes(name))
    .map(({ description }) => description);
  const close = () => setOpen(null);
  return (
    <li>
      <div className={css.head}>
        <strong dir="auto">{account.name}</strong>
        <div className={css.buttons}>
          <NewToken account={account} isExpired={left <= 0} />
          <Button
            size="compact-md"
            variant="default"
            aria-label={`Edit ${account.name}`}
            onClick={() => setOpen('edit')}
          >
            {left <= SOON ? 'Renew' : 'Edit'}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            aria-label={`Revoke ${account.name}`}
            onClick={() => setOpen('revoke')}
          >
            Revoke
          </Button>
        </div>
      </div>
      <div className={css.sub}>
        May: {may.join(' · ')}
        <br />
        <span className={css.expiry} data-soon={left <= SOON}>
          {left <= 0 ? 'Expired' : 'Expires'} {day(account.expires_at)}
        </span>
        {' · '}
        <Contact account={account} />
      </div>
      <ul className={css.tokens} aria-label={`Tokens of ${account.name}`}>
        {account.tokens.map((token) => (
          <TokenRow key={token.id} account={account} token={token} />
        ))}
      </ul>
      {account.tokens.length === 0 && (
        <div className={css.sub}>It has no token, so no program can use it.</div>
      )}
      {open === 'edit' && <EditServiceAccount account={account} scopes={scopes} onClose={close} />}
      {open === 'revoke' && (
        <Confirm
          title={`Revoke ${account.name}?`}
          yes="Revoke service account"
          danger
          send={() => revokeServiceAccount(account.id)}
          refresh={SERVICE_KEYS}
          onClose={close}
        >
          Programs that use its tokens are refused from now on, and its pairing codes are cancelled. Devices
          that it paired stay. It cannot be brought back.
        </Confirm>
      )}
    </li>
  );
}

function Contact({ account }: { account: ServiceAccount }) {
  const { name, active } = account.contact;
  return (
    <>
      Contact: <span dir="auto">{name}</span>
      {!active && <span className={css.gone}> (disabled: name somebody else)</span>}
    </>
  );
}

function NewToken({ account, isExpired }: { account: ServiceAccount; isExpired: boolean }) {
  const make = useSave({
    send: () => createServiceToken(account.id),
    refresh: SERVICE_KEYS,
    failure: `No new token for ${account.name}`,
  });
  return (
    <>
      <Button
        size="compact-md"
        variant="default"
        aria-label={`New token for ${account.name}`}
        disabled={isExpired}
        loading={make.isPending}
        onClick={() => make.run()}
      >
        New token
      </Button>
      {make.result && (
        <TokenReady name={account.name} token={make.result.token} onClose={make.reset}>
          Copy it now. It is shown only this once. The older tokens go on working: once your program uses this
          one, revoke them.
        </TokenReady>
      )}
    </>
  );
}

function TokenRow({ account, token }: { account: ServiceAccount; token: ServiceToken }) {
  const [asking, setAsking] = useState(false);
  const made = day(token.created_at);
  return (
    <li>
      <div className={css.token}>
        Token of {made}, made by <span dir="auto">{token.made_by}</span>
        {' · '}
        {token.last_used_at ? (
          <>
            used <When at={token.last_used_at} />
            {token.last_used_address && ` from ${token.last_used_address}`}
          </>
        ) : (
          'never used'
        )}
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Revoke the token of ${account.name} made ${absolute(token.created_at)}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      {asking && (
        <Confirm
          title={`Revoke a token of ${account.name}?`}
          yes="Revoke token"
          danger
          send={() => revokeServiceToken(token.id)}
          refresh={SERVICE_KEYS}
          onClose={() => setAsking(false)}
        >
          Programs that use the token of {made} are refused from now on. The account’s other tokens go on
          working.
        </Confirm>
      )}
    </li>
  );
}
