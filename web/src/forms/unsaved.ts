import { useBlocker } from '@tanstack/react-router';
import { useEffect, useId } from 'react';

const unsaved = new Set<string>();

export const LEAVE_UNSAVED = 'Leave without saving? What you changed here will be lost.';

export const hasUnsavedText = () => unsaved.size > 0;

/** Asks before leaving a page whose form holds text that was never saved. */
export function useUnsavedGuard(dirty: boolean): void {
  const id = useId();
  useEffect(() => {
    if (!dirty) return;
    unsaved.add(id);
    return () => {
      unsaved.delete(id);
    };
  }, [dirty, id]);
  useBlocker({
    shouldBlockFn: () => !window.confirm(LEAVE_UNSAVED),
    enableBeforeUnload: dirty,
    disabled: !dirty,
  });
}
