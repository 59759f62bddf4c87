import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { hasPasskeys, signInWithOfferedPasskey } from '../../api/passkeys';
import { explain } from '../../forms/explain';

/** A challenge is good for five minutes. */
const AGAIN_AFTER = 4 * 60_000;
/** What hid the page may have been the browser's own question, whose answer comes as soon as the page is back. */
const ANSWER_COMES_WITHIN = 2_000;

/**
 * Lets the browser offer its passkeys in the field for the e-mail address, for as long as the page is looked at. `alone` has the
 * browser to itself: it does one thing at a time, and the challenge of the other would take the place of its own.
 */
export function useOfferedPasskey(isOn: boolean, onDone: () => void) {
  const [isAlone, setAlone] = useState(false);
  const [problem, setProblem] = useState<string>();
  const offered = useRef<Promise<unknown>>(undefined);
  const offer = useEffectEvent(async (until: AbortSignal, onChosen: () => void) => {
    try {
      if (await signInWithOfferedPasskey(until, onChosen)) onDone();
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
    let isChosen = false;
    const wait = () => window.clearTimeout(timer);
    const stop = () => {
      wait();
      shown?.abort();
    };
    const chosen = () => {
      wait();
      isChosen = true;
    };
    const again = () => {
      stop();
      isChosen = false;
      shown = new AbortController();
      const { signal } = shown;
      offered.current = offer(signal, chosen).then((wasRefused) => wasRefused && !signal.aborted && again());
      timer = window.setTimeout(again, AGAIN_AFTER);
    };
    // Another tab may have asked for a challenge meanwhile, which took the place of this one.
    const seen = () => {
      wait();
      if (document.visibilityState === 'visible' && !isChosen)
        timer = window.setTimeout(again, shown ? ANSWER_COMES_WITHIN : 0);
    };
    if (document.visibilityState === 'visible') again();
    document.addEventListener('visibilitychange', seen);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', seen);
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
