import { Button, Group } from '@mantine/core';
import { Copy } from '../../ui/Copy';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import css from './Account.module.css';

export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog title="Your recovery codes" onClose={onClose} closeOnClickOutside={false} closeOnEscape={false}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Note tone="warn">
          Save them now, not on the phone with your app. They are shown only this once; each signs you in once
          without the app.
        </Note>
        <ul
          className={css.token}
          translate="no"
          aria-label="Recovery codes"
          style={{ listStyle: 'none', margin: 0 }}
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group justify="flex-end" gap="sm">
          <Copy text={codes.join('\n')} data-autofocus>
            Copy codes
          </Copy>
          <Button onClick={onClose}>I have saved them</Button>
        </Group>
      </div>
    </Dialog>
  );
}
