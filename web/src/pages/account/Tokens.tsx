import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { revokeToken, tokensQuery } from '../../api/tokens';
import type { Token } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { day } from '../../ui/format';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Account.module.css';
import { CreateToken } from './CreateToken';

export function Tokens() {
  const { data, error, isPending } = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  // There is nothing a token of this role could do.
  if (data && data.scopes.length === 0 && data.items.length === 0) return null;
  return (
    <Panel
      title="Access tokens"
      lead="For scripts and other programs that act as you."
      actions={
        <Button size="sm" variant="default" disabled={!data} onClick={() => setCreating(true)}>
          Create token
        </Button>
      }
    >
      {isPending && <Loading rows={2} />}
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data?.items.length === 0 && <span className={css.sub}>You have none.</span>}
      <ul className={css.rows}>
        {data?.items.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      {creating && data && <CreateToken scopes={data.scopes} onClose={() => setCreating(false)} />}
    </Panel>
  );
}

function TokenRow({ token }: { token: Token }) {
  const [asking, setAsking] = useState(false);
  return (
    <li>
      <div className={css.row}>
        <strong dir="auto">{token.name}</strong>
        <div className={css.sub}>
          {token.scopes.join(', ')} · expires {day(token.expires_at)} ·{' '}
          {token.last_used_at ? (
            <>
              used <When at={token.last_used_at} />
            </>
          ) : (
            'never used'
          )}
        </div>
      </div>
      <Button
        size="compact-md"
        variant="default"
        aria-label={`Revoke ${token.name}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      {asking && (
        <Confirm
          title={`Revoke ${token.name}?`}
          yes="Revoke token"
          danger
          send={() => revokeToken(token.id)}
          refresh={[tokensQuery.queryKey]}
          onClose={() => setAsking(false)}
        >
          Programs that use this token are refused from now on. It cannot be brought back.
        </Confirm>
      )}
    </li>
  );
}
