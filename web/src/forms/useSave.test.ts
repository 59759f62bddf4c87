import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { dismissToast, shownToasts } from '../ui/toasts';
import { savingMutation } from './useSave';

const refusal = new ApiProblem(404, 'NOT_FOUND', '');

describe('a change', () => {
  let queries: QueryClient;
  let story: string[];
  let answer: Promise<void>;
  let leave: () => void;

  beforeEach(async () => {
    queries = new QueryClient();
    story = [];
    answer = Promise.resolve();
    const list = new QueryObserver(queries, {
      queryKey: ['list'],
      queryFn: async () => {
        story.push('asked');
        await answer;
        story.push('answered');
        return null;
      },
    });
    leave = list.subscribe(() => {});
    await list.refetch();
    story = [];
  });

  afterEach(() => {
    leave();
    for (const { id } of shownToasts()) dismissToast(id);
  });

  const save = (options: Partial<Parameters<typeof savingMutation<string, void>>[1]>) =>
    new MutationObserver(
      queries,
      savingMutation(queries, { send: async () => 'sent', refresh: [['list']], ...options }),
    ).mutate();

  it('is over once the lists that may show it have been asked again', async () => {
    await save({ onDone: (result) => story.push(result) });
    expect(story).toEqual(['asked', 'answered', 'sent']);
  });

  it('that is refused has the lists asked again too, and waits for none', async () => {
    answer = new Promise(() => {});
    await expect(save({ send: () => Promise.reject(refusal) })).rejects.toBe(refusal);
    expect(story).toEqual(['asked']);
    expect(shownToasts()).toEqual([]);
  });

  it('that is refused and stands in no form is told in a notice, in the words of its screen', async () => {
    const options = { failure: 'The device is still there', words: { NOT_FOUND: 'Somebody was faster.' } };
    await expect(save({ send: () => Promise.reject(refusal), ...options })).rejects.toBe(refusal);
    expect(shownToasts()).toMatchObject([
      { tone: 'bad', title: 'The device is still there', text: 'Somebody was faster.' },
    ]);
  });
});
