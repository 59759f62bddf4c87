import { describe, expect, it } from 'vitest';
import { isSameName } from './names';

describe('the name of a company that is typed', () => {
  it('may differ in capitals and spaces', () => {
    expect(isSameName(' northern  kitchens ', 'Northern Kitchens')).toBe(true);
  });

  it('is no other and not empty', () => {
    expect(isSameName('Northern Kitchen', 'Northern Kitchens')).toBe(false);
    expect(isSameName('', 'Northern Kitchens')).toBe(false);
  });
});
