import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextCamera, troubleOf } from './camera';
import { withoutCamera } from './cameraAccess';
import { unblockHelp } from './cameraTroubles';

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

const IPAD =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';

describe('unblockHelp', () => {
  it('tells an iPad from the Mac it calls itself', () => {
    expect(unblockHelp('iPad', IPAD)).toContain('Website Settings');
    expect(unblockHelp('Mac', IPAD)).toContain('Open Safari, Settings for this website');
  });

  it('sends other browsers of an iPad to its settings', () => {
    expect(unblockHelp('iPad', IPAD.replace('Version', 'CriOS'))).toContain(
      'Open the Settings of this device',
    );
  });
});

describe('withoutCamera', () => {
  it.each([
    [true, 'withheld'],
    [false, 'insecure'],
  ])('says the true reason (secure: %s)', (isSecureContext, trouble) => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('window', { isSecureContext });
    expect(withoutCamera()).toBe(trouble);
    vi.unstubAllGlobals();
  });
});

describe('troubleOf', () => {
  beforeAll(() => void vi.stubGlobal('navigator', { mediaDevices: {} }));
  afterAll(() => void vi.unstubAllGlobals());

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['SecurityError', 'withheld'],
    ['SomethingElse', 'failed'],
  ])('turns %s into %s', (name, trouble) => {
    expect(troubleOf(Object.assign(new Error(), { name }))).toBe(trouble);
    expect(troubleOf(undefined)).toBe('failed');
  });
});
