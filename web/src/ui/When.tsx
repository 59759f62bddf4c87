import { absolute, ago, ahead } from './format';
import { useNow } from './useNow';

interface WhenProps {
  at: string;
  /** Whether the moment is in the future. The caller decides, so that a wrong clock cannot change the words. */
  coming?: boolean;
}

/** Relative for the eye, absolute with the time zone for whoever needs to be sure. */
export function When({ at, coming = false }: WhenProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={absolute(at)}>
      {coming ? ahead(at, now) : ago(at, now)}
    </time>
  );
}
