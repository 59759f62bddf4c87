import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { hasPasskeys, signInWithOfferedPasskey } from '../../api/passkeys';
import { explain } from '../../forms/explain';

/** A challenge is good for five minutes. */
const AGAIN_AFTER = 4 * 60_000;

/**
 * Lets the browser offer its passkeys in the field for the e-mail address, for as long as the page is looked at. `alone` has the
 * browser to itself: it does one thing at a time, and the challenge of the other would take the place of its own.
 */
export function useOfferedPasskey(isOn: boolean, onDone: () => void) {
  const [isAlone, setAlone] = useState(false);
  const [problem, setProblem] = useState<string>();
  const offered = useRef<Promise<unknown>>(undefined);
  const offer = useEffectEvent(async (until: AbortSignal) => {
    try {
      if (await signInWithOfferedPasskey(until)) onDone();
      return false;
    } catch (error) {
      setProblem(explain(error));
      return true;
    }
  });
  useEffect(() => {
    if (!isOn || isAlone || !hasPasskeys()) return;
    let shown: AbortController | undefined;
    let timer: number | undefined;
    const stop = () => {
      window.clearTimeout(timer);
      shown?.abort();
    };
    const again = () => {
      stop();
      if (document.visibilityState === 'hidden') return;
      shown = new AbortController();
      const { signal } = shown;
      offered.current = offer(signal).then((wasRefused) => wasRefused && !signal.aborted && again());
      timer = window.setTimeout(again, AGAIN_AFTER);
    };
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', again);
    };
  }, [isOn, isAlone]);
  const alone = async (send: () => Promise<true | null>) => {
    setProblem(undefined);
    setAlone(true);
    let used: true | null = null;
    try {
      await offered.current;
      used = await send();
    } finally {
      if (!used) setAlone(false);
    }
    return used;
  };
  return { problem, alone };
}
