import { describe, expect, it } from 'vitest';
import { withoutLast } from './words';

describe('the ID without what only its holder can read', () => {
  it.each([
    ['318204957', '318 204 •••'],
    ['1482093765', '1 482 093 •••'],
    ['123456', '123 •••'],
    ['office-pc1', 'office-•••'],
  ])('%s is shown as %s', (id, shown) => expect(withoutLast(id)).toBe(shown));
});
