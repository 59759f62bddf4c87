import { describe, expect, it } from 'vitest';
import { stylesTooNew, tooNew } from './browsers';

describe('tooNew', () => {
  it('lets through what the oldest browsers understand', () => {
    expect(
      tooNew(
        'const a = b?.c ?? 1; export const f = async () => { for await (const x of y) z(x); };',
        'device',
      ),
    ).toBeUndefined();
  });

  it.each([
    'class A { #secret = 1; }',
    'class A { field = 1; }',
    'a ??= 1;',
    'await import("./x.js");',
    'const million = 1_000_000;',
    '/(?<=a)b/.test(c);',
    'AbortSignal.timeout(1);',
    'list.toSorted();',
  ])('refuses %s on both pages', (script) => {
    expect(tooNew(script, 'device')).toBeTypeOf('string');
    expect(tooNew(script, 'index')).toBeTypeOf('string');
  });

  it.each(['structuredClone(a);', 'crypto.randomUUID();', 'list.at(-1);', 'button.ariaPressed = "true";'])(
    'refuses %s on the device’s page only, whose browsers are older',
    (script) => {
      expect(tooNew(script, 'device')).toBeTypeOf('string');
      expect(tooNew(script, 'index')).toBeUndefined();
    },
  );
});

describe('stylesTooNew', () => {
  it.each([
    '@container (width > 1px) {}',
    '@media (width <= 600px) {}',
    'a{color:color-mix(in srgb, red, blue)}',
  ])('refuses %s', (styles) => {
    expect(stylesTooNew(styles, 'device')).toBeTypeOf('string');
    expect(stylesTooNew(styles, 'index')).toBeTypeOf('string');
  });

  it('lets the dashboard know of :has and 100dvh, and not the device’s page', () => {
    const styles = 'p:has(b){min-height:100dvh}';
    expect(stylesTooNew(styles, 'index')).toBeUndefined();
    expect(stylesTooNew(styles, 'device')).toBeTypeOf('string');
  });

  it('lets through what asks first whether the browser knows it', () => {
    const styles = '@supports (height:100dvh){a{height:100dvh}b{height:100dvh}}c{color:red}';
    expect(stylesTooNew(styles, 'device')).toBeUndefined();
    expect(stylesTooNew(`${styles}d{height:50dvh}`, 'device')).toBe('0dvh');
  });
});
