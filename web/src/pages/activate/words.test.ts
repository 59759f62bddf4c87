import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem';
import { explainEnd, explainGrant, isOver, scopeInWords } from './words';

const problem = (code: string, triesLeft: number | null = null) =>
  new ApiProblem(403, code, '', null, [], triesLeft);

describe('what a scope allows, in words', () => {
  it.each([
    ['orders:read', 'See orders'],
    ['kitchen_tickets.write', 'Change kitchen tickets'],
    ['openid', 'Prove which device it is'],
    ['constructor', undefined],
    ['orders:constructor', undefined],
    ['https://api.example.com/orders', undefined],
  ])('%s is %s', (scope, words) => expect(scopeInWords(scope)).toBe(words));
});

describe('a request that nobody can answer any more', () => {
  it.each([
    [problem('INVALID_CODE'), true],
    [problem('WRONG_NUMBER', 0), true],
    [problem('WRONG_NUMBER', 2), false],
    [problem('OTHER_NETWORK'), false],
    [problem('DEVICE_LIMIT'), false],
  ])('%s: %s', (error, over) => expect(isOver(error)).toBe(over));

  it('says why', () => {
    expect(explainEnd(problem('WRONG_NUMBER', 0))).toContain('Three times');
    expect(explainEnd(problem('INVALID_CODE'))).toContain('somebody has answered it');
  });
});

it('a wrong number says how many tries are left', () => {
  expect(explainGrant(problem('WRONG_NUMBER', 2))).toContain('2 tries are left');
  expect(explainGrant(problem('WRONG_NUMBER', 1))).toContain('1 try is left');
});
