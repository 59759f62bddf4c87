import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import type { IssuedCode } from '../../api/types';
import css from './Pair.module.css';
import { qrAsPng, qrAsSvg } from './qr';

export function QrTools({ code }: { code: IssuedCode }) {
  const small = { size: 'compact-md', variant: 'subtle' } as const;
  return (
    <div className={css.tools}>
      <Button
        component="a"
        href={qrAsSvg(code)}
        download={`pairing-${code.code}.svg`}
        aria-label="Download QR as SVG"
        {...small}
      >
        QR as SVG
      </Button>
      <Button
        component="a"
        href={qrAsPng(code)}
        download={`pairing-${code.code}.png`}
        aria-label="Download QR as PNG"
        {...small}
      >
        QR as PNG
      </Button>
      <Button
        leftSection={<IconPrinter size={16} aria-hidden="true" />}
        onClick={() => window.print()}
        {...small}
      >
        Print
      </Button>
    </div>
  );
}
