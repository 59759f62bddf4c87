import { button, h, icon } from '../dom';
import type { CameraTrouble } from '../machine';

interface Notice {
  heading: string;
  text: string;
  again?: string;
}

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
  insecure: {
    heading: 'Scanning needs https',
    text: 'This page was opened over plain http, so the browser lends it no camera and no secure key. Typing the code works. For both, ask the manager for the https address.',
  },
  failed: {
    heading: 'The camera did not start',
    text: 'Try once more, or type the code.',
    again: 'Try again',
  },
  unloaded: {
    heading: 'The scanner did not load',
    text: 'The connection may be weak. Try once more, or type the code.',
    again: 'Try again',
  },
};

export function cameraNotice(trouble: CameraTrouble, retry: () => void): HTMLElement {
  const notice = trouble === 'denied' ? denied(navigator.userAgent) : NOTICES[trouble];
  return h(
    'section',
    { class: 'way notice', role: 'status' },
    icon(trouble === 'insecure' ? 'unlocked' : 'camera-off', 'picture warning'),
    h('h2', {}, notice.heading),
    h('p', {}, notice.text),
    notice.again ? button('second', retry, icon('camera'), notice.again) : undefined,
  );
}

const UNBLOCK: [RegExp, string][] = [
  [/iPhone|iPad/, 'Tap the page menu in the address bar, open Website Settings and set Camera to Allow.'],
  [/Android.*Firefox/, 'Tap the lock in the address bar, then clear the block beside Camera.'],
  [/Firefox/, 'Click the camera sign left of the address and clear the block.'],
  [/Android/, 'Tap the sign left of the address, then Permissions, and allow the camera.'],
  [/^(?!.*Chrome).*Safari/, 'Open Safari, Settings for this website, and set Camera to Allow.'],
];

/** Every browser hides the switch somewhere else. */
export function unblockHelp(userAgent: string): string {
  const known = UNBLOCK.find(([browser]) => browser.test(userAgent));
  return known?.[1] ?? 'Click the sign left of the address and allow the camera.';
}

function denied(userAgent: string): Notice {
  return {
    heading: 'The camera is blocked',
    text: `${unblockHelp(userAgent)} Then try again. Or type the code.`,
    again: 'Try again',
  };
}
