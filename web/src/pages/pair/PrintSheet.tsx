import { createPortal } from 'react-dom';
import type { IssuedCode } from '../../api/types';
import { useSession } from '../../app/useSession';
import { absolute } from '../../ui/format';
import { inGroups, shortAddress } from './code';
import css from './PrintSheet.module.css';
import { qrAsSvg } from './qr';

/** Hidden on the screen; on paper everything else is hidden. */
export function PrintSheet({ codes }: { codes: IssuedCode[] }) {
  const { tenant } = useSession();
  return createPortal(
    <div className={css.paper} data-print-sheet aria-hidden="true">
      {codes.map((code) => (
        <article key={code.id}>
          <img src={qrAsSvg(code)} alt="" />
          <div>
            <h2>{code.device_name ?? 'Pair a device'}</h2>
            <p>{tenant.name}</p>
            <p className={css.code}>{inGroups(code.code)}</p>
            <p>Scan, or open {shortAddress(code.url)} and type the code.</p>
            <p>Valid once, until {absolute(code.expires_at)}.</p>
            <p>Never give this code to anyone you don’t know.</p>
          </div>
        </article>
      ))}
    </div>,
    document.body,
  );
}
