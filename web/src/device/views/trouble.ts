import { withoutCamera } from '../cameraAccess';
import { button, h, icon } from '../dom';

/** Why the camera cannot be used, and what to do. */
export interface Notice {
  heading: string;
  text: string;
  again?: string;
  picture?: string;
}

export const INSECURE: Notice = {
  heading: 'Scanning needs https',
  text: 'This page was opened over plain http, so the browser gives it no camera and no secure key. Typing the code works. For both, ask the manager for the https address.',
  picture: 'unlocked',
};

export const WITHHELD: Notice = {
  heading: 'This browser gives no access to the camera',
  text: 'It may be one built into another app, or too old. Type the code, or open this page in the device’s own browser, such as Safari or Chrome.',
  again: 'Try again',
};

export const UNLOADED: Notice = {
  heading: 'The scanner did not load',
  text: 'The connection may be weak. Try once more, or type the code.',
  again: 'Try again',
};

/** Why there is no camera, as far as it can be known without asking for permission. */
export function lackOfCamera(): Notice | undefined {
  const trouble = withoutCamera();
  return trouble && (trouble === 'insecure' ? INSECURE : WITHHELD);
}

export function cameraNotice(
  { heading, text, again, picture = 'camera-off' }: Notice,
  retry: () => void,
): HTMLElement {
  return h(
    'section',
    { class: 'way notice', role: 'status' },
    icon(picture, 'picture warning'),
    h('h2', {}, heading),
    h('p', {}, text),
    again ? button('second', retry, icon('camera'), again) : undefined,
  );
}
