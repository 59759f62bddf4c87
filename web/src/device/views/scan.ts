import { within } from '../deadline';
import { button, h, heading, icon } from '../dom';
import { UNLOADED } from './trouble';
import type { Draw } from './view';

const LOADING = 30_000;

export const drawScan: Draw<'scan'> = (_, send) => {
  const video = h('video', { playsinline: true, muted: true, autoplay: true, 'aria-hidden': 'true' });
  video.muted = true;
  const remark = h('p', { class: 'remark', role: 'status' }, 'Allow the camera if the browser asks.');
  const tips = h('div', { class: 'tips', role: 'status' });
  const controls = h('div', { class: 'controls' });

  let isLeft = false;
  let stop = () => {};
  // Fetched only now: who types the code does not need it.
  within(LOADING, import('../scanning')).then(
    ({ scan }) => {
      if (!isLeft) stop = scan({ video, remark, tips, controls }, send);
    },
    () => isLeft || send({ type: 'camera', notice: UNLOADED }),
  );

  return {
    stage: 1,
    nodes: [
      heading('Point the camera at the QR code'),
      h(
        'div',
        { class: 'finder' },
        video,
        h('div', { class: 'frame', 'aria-hidden': 'true' }),
        remark,
        controls,
      ),
      h(
        'div',
        { class: 'beside' },
        button('second', () => send({ type: 'type' }), icon('keys'), 'Type the code instead'),
        tips,
      ),
    ],
    leave() {
      isLeft = true;
      stop();
    },
  };
};
