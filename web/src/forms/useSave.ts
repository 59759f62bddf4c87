import { type QueryClient, type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useId } from 'react';
import { tellFailure } from '../ui/toasts';
import { explain, fieldProblem } from './explain';
import type { Words } from './sentences';

interface SaveOptions<Result, Input> {
  send: (input: Input) => Promise<Result>;
  /** The queries that may give another answer afterwards. They have been asked again before `onDone`. */
  refresh?: readonly QueryKey[] | undefined;
  onDone?: ((result: Result) => unknown) | undefined;
  words?: Words | undefined;
  /** What still is as it was: the heading of a notice, for a button with no form in which a problem could stand. */
  failure?: string | undefined;
}

/** What happens when a change is sent, and once its answer is here. */
export function savingMutation<Result, Input>(
  queries: QueryClient,
  { send, refresh = [], onDone, words, failure }: SaveOptions<Result, Input>,
) {
  const askAgain = () => Promise.all(refresh.map((queryKey) => queries.invalidateQueries({ queryKey })));
  return {
    mutationFn: send,
    onSuccess: async (result: Result) => {
      await askAgain();
      await onDone?.(result);
    },
    onError: (error: Error) => {
      // A refusal often means that the page shows what is no longer so.
      void askAgain();
      if (failure) tellFailure(failure, explain(error, words));
    },
  };
}

/** Every change that a page asks of the server: whether it is under way, what came of it, and what went wrong in words. */
export function useSave<Result, Input = void>(options: SaveOptions<Result, Input>) {
  const queries = useQueryClient();
  const id = useId();
  const mutation = useMutation({ mutationKey: [id], ...savingMutation(queries, options) });
  const { mutate, error } = mutation;
  // Two presses may come before the page has drawn the button as busy.
  const run = useCallback(
    (input: Input) => {
      if (queries.isMutating({ mutationKey: [id] }) === 0) mutate(input);
    },
    [queries, id, mutate],
  );
  return {
    run,
    reset: mutation.reset,
    isPending: mutation.isPending,
    isDone: mutation.isSuccess,
    result: mutation.data,
    error,
    /** What went wrong, as a sentence. */
    problem: error ? explain(error, options.words) : undefined,
    /** What the server says about one field. */
    fieldProblem: (name: string) => fieldProblem(error, name),
  };
}

export type Save = ReturnType<typeof useSave<unknown, unknown>>;
