import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { explain, fieldProblem } from './explain';
import { SENTENCES, type Words } from './sentences';

const listed = readFileSync(new URL('../../../docs/generated/problems.md', import.meta.url), 'utf8');
const listedProblems = [...listed.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, code, status, detail]) => new ApiProblem(Number(status), code ?? '', detail?.trim() ?? ''),
);

// What the pages find by themselves stands in no list of the server.
const own = ['OFFLINE', 'COOKIE_NOT_KEPT', 'PASSKEY_HERE_ALREADY', 'PASSKEY_FAILED', 'STILL_IN_USE'];
const problems = [...listedProblems, ...own.map((code) => new ApiProblem(0, code, ''))];

describe('explain', () => {
  it('finds the problems the server lists, and each has its place in the table', () => {
    expect(problems.map(({ code }) => code).sort()).toEqual(Object.keys(SENTENCES).sort());
  });

  it.each(problems)('has a sentence for $code', (problem) => {
    const sentence = explain(problem);
    expect(sentence).toMatch(/^[A-Z].{15,}\.$/);
    expect(sentence).not.toContain(problem.code);
  });

  it('says how long to wait', () => {
    expect(explain(new ApiProblem(429, 'RATE_LIMITED', '', 30))).toContain('Wait 30 seconds');
    expect(explain(new ApiProblem(429, 'RATE_LIMITED', '', 240))).toContain('Wait 4 minutes');
    expect(explain(new ApiProblem(503, 'BUSY', '', 5))).toContain('in 5 seconds');
  });

  it('names the ways in to whom strangers have locked out', () => {
    const sentence = explain(new ApiProblem(429, 'ACCOUNT_LOCKED', '', 86_400));
    for (const way of ['where you have signed in before', '“Forgot your password?”', 'whoever runs it']) {
      expect(sentence).toContain(way);
    }
  });

  it('knows what to say of an answer that no page was made for', () => {
    for (const code of ['HTTP_502', 'NEW_RULE', 'toString']) {
      expect(explain(new ApiProblem(502, code, ''))).toContain('The server made a mistake');
      expect(explain(new ApiProblem(409, code, 'The moon is full.'))).toBe('The moon is full.');
    }
  });

  it('cannot be built with a problem that has no sentence, or a sentence that has no problem', () => {
    const { NOT_FOUND: _, ...incomplete } = SENTENCES;
    // @ts-expect-error
    const missing: typeof SENTENCES = incomplete;
    // @ts-expect-error
    const unknown: Words = { NO_SUCH_PROBLEM: 'Nobody will ever read this.' };
    expect(missing).not.toEqual(unknown);
  });

  it('lets a screen use its own words', () => {
    expect(explain(new ApiProblem(410, 'LINK_EXPIRED', ''), { LINK_EXPIRED: 'Ask again.' })).toBe(
      'Ask again.',
    );
  });
});

describe('fieldProblem', () => {
  const problem = new ApiProblem(400, 'INVALID_INPUT', '', null, [
    { field: 'settings.code_minutes', message: 'Too many.' },
  ]);

  it('finds a field by its last name', () => {
    expect(fieldProblem(problem, 'code_minutes')).toBe('Too many.');
  });

  it('knows nothing about other fields', () => {
    expect(fieldProblem(problem, 'name')).toBeUndefined();
  });
});
