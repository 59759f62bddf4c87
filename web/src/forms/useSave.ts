import { type QueryClient, type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useId } from 'react';
import { notifyFailure } from '../ui/toasts';
import { explain, fieldProblem } from './explain';
import type { Words } from './sentences';

interface SaveOptions<Result, Input> {
  send: (input: Input) => Promise<Result>;
  /** The queries whose answer may be another one afterwards. They are fetched again before `onDone`. */
  refresh?: readonly QueryKey[] | undefined;
  onDone?: ((result: Result, input: Input) => unknown) | undefined;
  words?: Words | undefined;
  /** The heading of a notice that says what was not done, for a button without a form that could show the problem. */
  failure?: string | undefined;
}

/** The TanStack mutation behind `useSave`. */
export function savingMutation<Result, Input>(
  queries: QueryClient,
  { send, refresh = [], onDone, words, failure }: SaveOptions<Result, Input>,
) {
  const askAgain = () => Promise.all(refresh.map((queryKey) => queries.invalidateQueries({ queryKey })));
  return {
    mutationFn: send,
    onSuccess: async (result: Result, input: Input) => {
      await askAgain();
      await onDone?.(result, input);
    },
    onError: (error: Error) => {
      // A refusal often means that the page shows an old state.
      void askAgain();
      if (failure) notifyFailure(failure, explain(error, words));
    },
  };
}

/** Sends a change to the server. All forms and buttons that change something use it. */
export function useSave<Result, Input = void>(options: SaveOptions<Result, Input>) {
  const queries = useQueryClient();
  const id = useId();
  const mutation = useMutation({ mutationKey: [id], ...savingMutation(queries, options) });
  const { mutate, error } = mutation;
  // A second press may come before the button has been drawn as busy.
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
