import { IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import css from './OfflineBanner.module.css';

function watch(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

export function OfflineBanner() {
  const online = useSyncExternalStore(watch, () => navigator.onLine);
  return (
    <div role="status">
      {!online && (
        <div className={css.banner}>
          <IconWifiOff size={18} aria-hidden="true" />
          You are offline. What you see may be out of date; it is renewed by itself once the network is back.
        </div>
      )}
    </div>
  );
}
