import { whenPasswordIsNeeded } from '../api/confirmation';

type Answer = (typed: boolean) => void;

let answer: Answer | null = null;
const listeners = new Set<() => void>();

function become(next: Answer | null) {
  answer = next;
  for (const listener of listeners) listener();
}

export const passwordQuestion = () => answer;

export function onPasswordQuestion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

whenPasswordIsNeeded(
  () =>
    new Promise((resolve) => {
      become((typed) => {
        become(null);
        resolve(typed);
      });
    }),
);
