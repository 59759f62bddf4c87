import { Skeleton } from '@mantine/core';

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" style={{ display: 'grid', gap: 12, padding: 24 }}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={row} height={22} width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}
