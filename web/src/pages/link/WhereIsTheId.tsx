import type { CustomerPage } from '../../api/types';
import { Panel } from '../../ui/Panel';
import { AppPicture } from './AppPicture';
import css from './Link.module.css';

interface WhereIsTheIdProps {
  format: CustomerPage['id_format'];
  /** Opened when it is needed: a device is linked, or a dialog asks for another one. */
  folded?: boolean;
}

export function WhereIsTheId({ format, folded = false }: WhereIsTheIdProps) {
  if (!folded) {
    return (
      <Panel title="Where the ID is">
        <Steps format={format} />
      </Panel>
    );
  }
  return (
    <details>
      <summary>Where the ID is</summary>
      <Steps format={format} />
    </details>
  );
}

function Steps({ format }: { format: CustomerPage['id_format'] }) {
  return (
    <div className={css.where}>
      <ol>
        <li>Open the RustDesk app on the device that support should reach.</li>
        <li>
          The ID is the large number at the top, such as <span translate="no">123 456 789</span>. On a phone
          it is on the page “Share screen”.
        </li>
        <li>Type it, or copy and paste it. The password below it is not needed: tell it to nobody.</li>
        <li>{tenDigits(format)}</li>
      </ol>
      <AppPicture />
    </div>
  );
}

const tenDigits = (format: CustomerPage['id_format']) =>
  format === 'strict9'
    ? 'If it has 10 digits, as many phones have, it cannot be linked here yet. Your device is fine: ask support to allow IDs of 10 digits.'
    : 'PCs have 6 to 9 digits and phones have 10: type them all. Some devices show a name instead.';
