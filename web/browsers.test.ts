import { describe, expect, it } from 'vitest';
import { tooNew } from './browsers';

describe('tooNew', () => {
  it('lets through what the oldest browsers understand', () => {
    expect(
      tooNew('const a = b?.c ?? 1; export const f = async () => { for await (const x of y) z(x); };'),
    ).toBeUndefined();
  });

  it.each([
    'class A { #secret = 1; }',
    'class A { field = 1; }',
    'a ??= 1;',
    'await import("./x.js");',
    'const million = 1_000_000;',
    'structuredClone(a);',
    'crypto.randomUUID();',
    'list.at(-1);',
    '/(?<=a)b/.test(c);',
    'button.ariaPressed = "true";',
  ])('refuses %s', (script) => {
    expect(tooNew(script)).toBeTypeOf('string');
  });
});
