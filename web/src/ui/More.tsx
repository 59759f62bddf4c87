import { Button } from '@mantine/core';
import { count, counted } from './format';
import css from './More.module.css';

interface MoreProps {
  shown: number;
  /** Null when the server stopped looking before it had seen everything. */
  total?: number | null | undefined;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

export function More({ shown, total, hasMore, loading, onMore }: MoreProps) {
  if (shown === 0 && !hasMore && total !== null) return null;
  return (
    <div className={css.more}>
      <span>{shownInWords(shown, total, hasMore)}</span>
      {hasMore && (
        <Button variant="default" size="sm" loading={loading} onClick={onMore}>
          Show more
        </Button>
      )}
    </div>
  );
}

export function shownInWords(shown: number, total: number | null | undefined, hasMore: boolean): string {
  if (typeof total === 'number') return `${count(shown)} of ${counted(total)} shown`;
  if (total === null && !hasMore)
    return `${count(shown)} shown. There may be more: search for more of the name.`;
  return hasMore ? `${count(shown)} shown so far` : `${count(shown)} shown`;
}
