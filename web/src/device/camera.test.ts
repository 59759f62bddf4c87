import { describe, expect, it } from 'vitest';
import { nextCamera, troubleOf } from './camera';

describe('nextCamera', () => {
  it('gives each camera its turn', () => {
    const cameras = ['back', 'wide', 'front'];
    expect(cameras.map((camera) => nextCamera(camera, cameras))).toEqual(['wide', 'front', 'back']);
  });

  it('has nothing to switch to with one camera or none', () => {
    expect(nextCamera('back', ['back'])).toBeUndefined();
    expect(nextCamera(undefined, [])).toBeUndefined();
  });
});

describe('troubleOf', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['SecurityError', 'insecure'],
    ['SomethingElse', 'failed'],
  ])('turns %s into %s', (name, trouble) => {
    expect(troubleOf(Object.assign(new Error(), { name }))).toBe(trouble);
    expect(troubleOf(undefined)).toBe('failed');
  });
});
