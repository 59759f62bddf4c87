import { Modal, type ModalProps } from '@mantine/core';
import { type RefObject, useEffect, useState } from 'react';

interface DialogProps extends Omit<ModalProps, 'opened'> {
  /** Where the focus goes back to; by default whatever had it when the dialog appeared. */
  returnTo?: RefObject<HTMLElement | null> | undefined;
}

/** A dialog that is open for as long as it is rendered. */
export function Dialog({ returnTo, ...modal }: DialogProps) {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const wanted = returnTo?.current ?? opener;
      const target = wanted?.isConnected ? wanted : document.querySelector('h1');
      // After React has removed the focus trap, which would pull the focus back.
      setTimeout(() => target instanceof HTMLElement && target.focus());
    },
    [opener, returnTo],
  );
  return <Modal opened {...modal} />;
}
