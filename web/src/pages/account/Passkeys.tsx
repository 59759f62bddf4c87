import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addPasskey, hasPasskeys, removePasskey, renamePasskey } from '../../api/passkeys';
import { secondFactorQuery } from '../../api/secondFactor';
import type { Passkey } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { RenameDialog } from '../../forms/RenameDialog';
import { useSave } from '../../forms/useSave';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Account.module.css';
import { RecoveryCodes } from './RecoveryCodes';
import { browserName } from './userAgent';

/** `onSetUp`: after the first second factor was added and its recovery codes were saved. */
export function Passkeys({ onSetUp }: { onSetUp?: () => void }) {
  const { data, error, isPending } = useQuery(secondFactorQuery);
  return (
    <Panel
      title="Passkeys"
      lead="A passkey signs you in with your finger, face or PIN in place of the password. No website can steal it."
    >
      {isPending && <Loading rows={1} />}
      {error && <Note tone="bad">{explain(error)}</Note>}
      {data && data.passkeys.length > 0 && (
        <ul className={css.rows} aria-label="Your passkeys">
          {data.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {data && (
        <Add available={data.passkeys_available} first={data.passkeys.length === 0} onSetUp={onSetUp} />
      )}
    </Panel>
  );
}

interface AddProps {
  available: boolean;
  first: boolean;
  onSetUp: (() => void) | undefined;
}

function Add({ available, first, onSetUp }: AddProps) {
  const [cancelled, setCancelled] = useState(false);
  const add = useSave({
    send: () => addPasskey(browserName(navigator.userAgent)),
    refresh: [secondFactorQuery.queryKey],
    onDone: (added) => setCancelled(!added),
  });
  if (!available)
    return <Note>This server has no https address with a name, so browsers make no passkeys for it.</Note>;
  if (!hasPasskeys()) return <Note>This browser has no passkeys here. Add one in another browser.</Note>;
  const codes = add.result?.recovery_codes ?? [];
  const saved = () => {
    add.reset();
    onSetUp?.();
  };
  return (
    <div className={css.form} style={{ marginTop: first ? 0 : 18 }}>
      {first && <span>You have none yet.</span>}
      <Button
        variant={first ? 'filled' : 'default'}
        loading={add.isPending}
        onClick={() => {
          setCancelled(false);
          add.run();
        }}
      >
        {first ? 'Add a passkey' : 'Add another passkey'}
      </Button>
      {add.problem && <Note tone="bad">{add.problem}</Note>}
      <div role="status" hidden={!cancelled}>
        {cancelled && <Note>No passkey was made.</Note>}
      </div>
      {codes.length > 0 && <RecoveryCodes codes={codes} onClose={saved} />}
    </div>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <li>
      <div className={css.row}>
        <strong dir="auto">{passkey.name}</strong>
        <div className={css.sub}>
          Added <When at={passkey.created_at} />
          {' · '}
          {passkey.last_used_at ? (
            <>
              used <When at={passkey.last_used_at} />
            </>
          ) : (
            'never used'
          )}
          {' · '}
          {passkey.synced ? 'shared by your devices' : 'kept on one device'}
        </div>
      </div>
      <Group gap="sm">
        <Button
          size="compact-md"
          variant="default"
          aria-label={`Rename ${passkey.name}`}
          onClick={() => setOpen('rename')}
        >
          Rename
        </Button>
        <Button
          size="compact-md"
          variant="default"
          aria-label={`Remove ${passkey.name}`}
          onClick={() => setOpen('remove')}
        >
          Remove
        </Button>
      </Group>
      {open === 'rename' && (
        <RenameDialog
          name={passkey.name}
          hint="Where it is, such as “Work laptop” or “Blue key”."
          send={(name) => renamePasskey(passkey.id, name)}
          refresh={[secondFactorQuery.queryKey]}
          onClose={close}
        />
      )}
      {open === 'remove' && (
        <Confirm
          title={`Remove ${passkey.name}?`}
          yes="Remove passkey"
          danger
          send={() => removePasskey(passkey.id)}
          refresh={[secondFactorQuery.queryKey]}
          onClose={close}
        >
          It will no longer sign you in. Delete it on your device, too: this page cannot do that.
        </Confirm>
      )}
    </li>
  );
}
