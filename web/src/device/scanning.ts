import './old';
import type { Camera } from './camera';
import { noticeOf } from './cameraTroubles';
import type { Send } from './context';
import { button, h, icon } from './dom';
import { describe } from './failures';
import { type Reading, readPayload } from './payload';
import { Scanner } from './scanner';

const TIPS_AFTER = 10_000;
const REMARK_SHOWN = 3_000;

const TIPS = [
  'Hold the device still, a hand’s length from the screen.',
  'Fit the whole QR code into the frame.',
  'Make the manager’s screen brighter, and tilt away from reflections.',
];

/** Shown until the camera runs. */
export interface Finder {
  video: HTMLVideoElement;
  remark: HTMLElement;
  tips: HTMLElement;
  controls: HTMLElement;
}

/** Looks for a pairing code until the function that it returns is called. */
export function scan({ video, remark, tips, controls }: Finder, send: Send): () => void {
  let tipsTimer: ReturnType<typeof setTimeout> | undefined;
  const showTips = () => {
    tips.replaceChildren(h('p', {}, 'No luck yet?'), h('ul', {}, ...TIPS.map((tip) => h('li', {}, tip))));
  };
  const scanner = new Scanner(video, {
    live(camera) {
      remark.textContent = 'Loading the scanner…';
      controls.replaceChildren(...controlsOf(camera, (id) => void scanner.start(id)));
    },
    ready() {
      remark.textContent = '';
      tipsTimer ??= setTimeout(showTips, TIPS_AFTER);
    },
    read: reader(remark, send),
    trouble: (trouble) => send({ type: 'camera', notice: noticeOf(trouble) }),
  });
  void scanner.start();
  return () => {
    clearTimeout(tipsTimer);
    scanner.stop();
  };
}

/** Sends a pairing code; for any other QR code it says why it cannot be used, and scanning goes on. */
function reader(remark: HTMLElement, send: Send): (text: string) => void {
  let hide: ReturnType<typeof setTimeout>;
  return (text) => {
    const reading = readPayload(text, location.origin);
    if ('presented' in reading) {
      navigator.vibrate?.(60);
      return send({ type: 'presented', presented: reading.presented });
    }
    const words = wordsFor(reading);
    if (remark.textContent !== words) remark.textContent = words;
    clearTimeout(hide);
    // The sentence names two addresses, which take time to read.
    if (reading.refused === 'elsewhere') return;
    hide = setTimeout(() => {
      remark.textContent = '';
    }, REMARK_SHOWN);
  };
}

function wordsFor(reading: Exclude<Reading, { presented: unknown }>): string {
  switch (reading.refused) {
    case 'elsewhere': {
      const { heading, text } = describe({ code: 'OTHER_ADDRESS', detail: reading.address });
      return `${heading}. ${text}`;
    }
    case 'newer':
      return 'This page is too old for that code. Reload it and scan again.';
    case 'foreign':
      return 'That is not a pairing code. Look for the one on the manager’s screen.';
  }
}

function controlsOf({ light, other }: Camera, change: (deviceId: string) => void): HTMLElement[] {
  const controls: HTMLElement[] = [];
  if (light) {
    const toggle = button(
      'round',
      () => {
        const on = toggle.getAttribute('aria-pressed') !== 'true';
        light(on).then(
          () => {
            toggle.setAttribute('aria-pressed', String(on));
          },
          () => toggle.remove(),
        );
      },
      icon('light'),
    );
    toggle.setAttribute('aria-label', 'Light');
    toggle.setAttribute('aria-pressed', 'false');
    controls.push(toggle);
  }
  if (other) {
    const flip = button('round', () => change(other), icon('flip'));
    flip.setAttribute('aria-label', 'Switch camera');
    controls.push(flip);
  }
  return controls;
}
