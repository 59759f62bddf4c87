import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { nextPage } from './nextPage';

test('a change that arrives while the next page loads does not lose the press', async () => {
  const client = new QueryClient();
  let asked = 0;
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ['list'],
    queryFn: async ({ pageParam }) => {
      asked++;
      await Promise.resolve();
      return { rows: [pageParam], next: pageParam < 1 ? pageParam + 1 : null };
    },
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });
  const stop = observer.subscribe(() => {});
  await observer.refetch();
  expect(observer.getCurrentResult().data?.pages).toHaveLength(1);

  const pressed = nextPage(observer.getCurrentResult());
  void client.invalidateQueries({ queryKey: ['list'] });
  await pressed;

  expect(observer.getCurrentResult().data?.pages).toHaveLength(2);
  expect(asked).toBeGreaterThan(2);
  stop();
});
