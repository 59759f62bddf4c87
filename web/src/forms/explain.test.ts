import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api/problem';
import { explain, fieldProblem } from './explain';

const listed = readFileSync(new URL('../../../docs/generated/problems.md', import.meta.url), 'utf8');
const problems = [...listed.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, code, status, detail]) => new ApiProblem(Number(status), code ?? '', detail?.trim() ?? ''),
);

describe('explain', () => {
  it('finds the problems the server lists', () => {
    expect(problems.length).toBeGreaterThan(20);
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
