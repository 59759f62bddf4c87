import { describe, expect, it } from 'vitest';
import { bareId, grouped, idProblem, regroup, spelled } from './id';

/** `|` stands for the caret. */
const type = (marked: string, deletedForward = false) => {
  const caret = marked.indexOf('|');
  const after = regroup({ text: marked.replace('|', ''), caret }, deletedForward);
  return `${after.text.slice(0, after.caret)}|${after.text.slice(after.caret)}`;
};

describe('regroup', () => {
  it.each([
    ['1|', '1|'],
    ['1234|', '123 4|'],
    ['123 4567|', '123 456 7|'],
    ['123 456 789|', '123 456 789|'],
    ['123 456 7890|', '1 234 567 890|'],
    ['12934|5 6', '129 34|5 6'],
    ['|123456789', '|123 456 789'],
    ['123|456', '123| 456'],
    ['123-456-789|', '123 456 789|'],
    ['123\u00a0456\u202f789|', '123 456 789|'],
    [' 123456789 |', '123 456 789|'],
  ])('%s becomes %s', (before, after) => expect(type(before)).toBe(after));

  it('lets Backspace go over a blank', () => expect(type('123|456')).toBe('123| 456'));
  it('lets Delete go over a blank', () => expect(type('123|456', true)).toBe('123 |456'));
  it('leaves letters for the person to see', () => expect(type('12a4|')).toBe('12a4|'));
});

describe('grouped', () => {
  it.each([
    ['123456789', '123 456 789'],
    ['1482093765', '1 482 093 765'],
    ['12345678', '12 345 678'],
    ['shop-pc', 'shop-pc'],
  ])('%s reads %s', (id, shown) => expect(grouped(id)).toBe(shown));
});

describe('idProblem', () => {
  it('takes nine digits, in any dress', () => {
    expect(idProblem('123 456 789', 'strict9')).toBeUndefined();
    expect(bareId('\u00a0123–456-789')).toBe('123456789');
  });
  it('says what to do about ten', () => {
    expect(idProblem('1 482 093 765', 'strict9')).toContain('ask support');
    expect(idProblem('1 482 093 765', 'any')).toBeUndefined();
  });
  it('counts what is there', () => {
    expect(idProblem('123 45', 'strict9')).toContain('5 digits');
    expect(idProblem('123 45', 'known')).toContain('5 digits');
    expect(idProblem('1', 'any')).toContain('1 digit.');
  });
  it.each(['PC-1', '-front-desk', 'küche-pc', '١٢٣٤٥٦٧٨٩', ''])('refuses “%s”', (id) =>
    expect(idProblem(id, 'any')).toBeTruthy(),
  );
  it.each(['strict9', 'known', 'any'] as const)('knows that none begins with 0, under %s', (format) =>
    expect(idProblem('012345678', format)).toContain('begin with 0'),
  );
  it('leaves it to the server which other IDs are known', () => {
    expect(idProblem('1 482 093 765', 'known')).toBeUndefined();
    expect(idProblem('HOSTNAME1234', 'known')).toBeUndefined();
    expect(idProblem('HOSTNAME1234', 'strict9')).toContain('digits 0 to 9');
  });
  it('keeps the hyphens and dots of a name', () =>
    expect(bareId(' front-desk_2.lan ')).toBe('front-desk_2.lan'));
});

describe('spelled', () => {
  it('reads a code sign by sign', () => expect(spelled('AB123-C4DE')).toBe('A B 1 2 3 hyphen C 4 D E'));
  it('skips blanks', () => expect(spelled('123 456')).toBe('1 2 3 4 5 6'));
});
