import { useEffect, useState } from 'react';

/** The time, again every `period` milliseconds and at once when the tab comes back into view. */
export function useNow(period = 30_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, period);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [period]);
  return now;
}
