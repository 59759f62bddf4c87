import { IconCircleCheck, IconDeviceTablet, IconQrcode } from '@tabler/icons-react';
import { Empty } from '../../ui/Empty';
import css from './Devices.module.css';

const steps = [
  {
    Icon: IconQrcode,
    title: 'Get a code',
    text: 'Press “Pair device” above. A QR code appears on this screen.',
  },
  {
    Icon: IconDeviceTablet,
    title: 'Scan it',
    text: 'Point the camera of the new device at it, or type the code.',
  },
  { Icon: IconCircleCheck, title: 'Done', text: 'The device appears here by itself, ready to work.' },
];

export function FirstDevice() {
  return (
    <Empty title="Pair your first device">
      <p>Tills, tablets, screens: each gets its own key, and you can disable it at any time.</p>
      <ol className={css.steps}>
        {steps.map(({ Icon, title, text }) => (
          <li key={title} className={css.step}>
            <div className={css.picture}>
              <Icon size={36} stroke={1.5} aria-hidden="true" />
            </div>
            <strong>{title}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </Empty>
  );
}
