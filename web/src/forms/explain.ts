import { ApiProblem, type Code } from '../api/problem';
import { SENTENCES, type Words } from './sentences';

/** What went wrong and what can be done about it, in a sentence. A screen that knows more passes its own words. */
export function explain(error: unknown, own: Words = {}): string {
  if (!(error instanceof ApiProblem)) return 'Something went wrong on this page. Reload it and try again.';
  if (!isKnown(error.code)) return error.detail || guess(error);
  const sentence = own[error.code] ?? SENTENCES[error.code];
  return typeof sentence === 'string' ? sentence : sentence(error) || guess(error);
}

/** The sentence for a code alone, such as the address of a page may carry. */
export function explainCode(code: string): string {
  const sentence = isKnown(code) ? SENTENCES[code] : undefined;
  return typeof sentence === 'string' ? sentence : 'This sign-in did not work. Try again.';
}

const isKnown = (code: string): code is Code => Object.hasOwn(SENTENCES, code);

/** For what a proxy answered, or a server newer than this page. */
function guess({ status }: ApiProblem): string {
  return status >= 500
    ? 'The server made a mistake. Try again; if it happens again, tell whoever runs it.'
    : 'The server refused this. Reload the page and try again.';
}

/** What the server says about one field, to be shown below it. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.fields.find((problem) => problem.field === field || problem.field.endsWith(`.${field}`))
    ?.message;
}
