import { Button } from '@mantine/core';
import { count } from './format';
import css from './More.module.css';

interface MoreProps {
  shown: number;
  total?: number | undefined;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

export function More({ shown, total, hasMore, loading, onMore }: MoreProps) {
  if (shown === 0) return null;
  return (
    <div className={css.more}>
      <span>
        {total === undefined ? `${count(shown)} shown` : `${count(shown)} of ${count(total)} shown`}
      </span>
      {hasMore && (
        <Button variant="default" size="sm" loading={loading} onClick={onMore}>
          Show more
        </Button>
      )}
    </div>
  );
}
