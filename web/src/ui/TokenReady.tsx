import { Button, Group } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import { Copy } from './Copy';
import { Dialog } from './Dialog';
import { Note } from './Note';
import css from './TokenReady.module.css';

interface TokenReadyProps {
  name: string;
  token: string;
  /** What it is called. */
  what?: 'Token' | 'Secret';
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null> | undefined;
  /** What whoever has it can do. */
  children: ReactNode;
}

/** A new token, shown this once: neither a slip beside the dialog nor Escape closes it. */
export function TokenReady({ name, token, what = 'Token', onClose, returnTo, children }: TokenReadyProps) {
  return (
    <Dialog
      title={`${what} for ${name}`}
      onClose={onClose}
      returnTo={returnTo}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div style={{ display: 'grid', gap: 16 }}>
        <Note tone="warn">{children}</Note>
        <div className={css.token} translate="no" data-testid="access-token">
          {token}
        </div>
        <Group justify="flex-end" gap="sm">
          <Copy text={token} data-autofocus>
            {`Copy ${what.toLowerCase()}`}
          </Copy>
          <Button onClick={onClose}>I have saved it</Button>
        </Group>
      </div>
    </Dialog>
  );
}
