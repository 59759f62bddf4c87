interface List {
  data: { pages: unknown[] } | undefined;
  fetchNextPage: (options: { cancelRefetch: boolean }) => Promise<Omit<List, 'fetchNextPage'>>;
  hasNextPage: boolean;
}

// A list that changes more often than this while one page loads will have its button pressed again.
const TRIES = 6;

/**
 * Shows one more page. A live change that arrives meanwhile starts the list afresh and drops the page under way:
 * then we wait for the fresh list and ask for the page again, so that no press is lost.
 */
export async function nextPage(list: List): Promise<void> {
  const before = list.data?.pages.length ?? 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const { data, hasNextPage } = await list.fetchNextPage({ cancelRefetch: false });
    if (!hasNextPage || (data?.pages.length ?? 0) > before) return;
  }
}
