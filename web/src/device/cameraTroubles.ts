import type { CameraTrouble } from './camera';
import { ownPlatform } from './fingerprint';
import { INSECURE, type Notice, UNLOADED, WITHHELD } from './views/trouble';

const NOTICES: Record<Exclude<CameraTrouble, 'denied'>, Notice> = {
  none: {
    heading: 'No camera found',
    text: 'This device has no camera the browser can use. Type the code instead.',
  },
  busy: {
    heading: 'The camera is in use',
    text: 'Another app or tab has it. Close that one, then try again.',
    again: 'Try again',
  },
  stopped: {
    heading: 'The camera stopped',
    text: 'It was unplugged, or a call or another app took it. Try again once it is free, or type the code.',
    again: 'Try again',
  },
  unreadable: {
    heading: 'This browser cannot read QR codes',
    text: 'It is too old for that. Scan the code with the device’s own camera app: it opens this page by itself. Or type the code.',
  },
  failed: {
    heading: 'The camera did not start',
    text: 'Try once more, or type the code.',
    again: 'Try again',
  },
  insecure: INSECURE,
  withheld: WITHHELD,
  unloaded: UNLOADED,
};

/** What to tell people when the camera could not be opened. */
export function noticeOf(trouble: CameraTrouble): Notice {
  return trouble === 'denied' ? denied() : NOTICES[trouble];
}

const UNBLOCK: [RegExp, string][] = [
  [
    /(iPhone|iPad) .*(CriOS|FxiOS|EdgiOS)/,
    'Open the Settings of this device, find this browser there and allow the camera.',
  ],
  [/^(iPhone|iPad)/, 'Tap the page menu in the address bar, open Website Settings and set Camera to Allow.'],
  [/^Android .*Firefox/, 'Tap the lock in the address bar, then clear the block beside Camera.'],
  [/Firefox/, 'Click the camera sign left of the address and clear the block.'],
  [/^Android/, 'Tap the sign left of the address, then Permissions, and allow the camera.'],
  [/^Mac (?!.*Chrome).*Safari/, 'Open Safari, Settings for this website, and set Camera to Allow.'],
];

/** Each browser has the permission in another place. The platform is tested first, since an iPad's browser says that it is a Mac's. */
export function unblockHelp(platform: string, userAgent: string): string {
  const known = UNBLOCK.find(([browser]) => browser.test(`${platform} ${userAgent}`));
  return known?.[1] ?? 'Click the sign left of the address and allow the camera.';
}

function denied(): Notice {
  return {
    heading: 'The camera is blocked',
    text: `${unblockHelp(ownPlatform(), navigator.userAgent)} Then try again. Or type the code.`,
    again: 'Try again',
  };
}
