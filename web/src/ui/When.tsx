import { absolute, relative } from './format';
import { useNow } from './useNow';

/** Relative for the eye, absolute with the time zone for whoever needs to be sure. */
export function When({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={absolute(at)}>
      {relative(at, now)}
    </time>
  );
}
