import { useEffect, useState } from 'react';
import { onServerTime, serverNow } from '../api/serverTime';

/** The server's time, again every `period` milliseconds and at once when the tab comes back into view. */
export function useNow(period = 30_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = () => setNow(serverNow());
    const timer = setInterval(tick, period);
    const forget = onServerTime(tick);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      forget();
      document.removeEventListener('visibilitychange', tick);
    };
  }, [period]);
  return now;
}
