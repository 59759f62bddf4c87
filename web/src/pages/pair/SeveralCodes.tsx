import { Button, Group, VisuallyHidden } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import type { IssuedCode } from '../../api/types';
import { Note } from '../../ui/Note';
import { inGroups, shortAddress, spelled } from './code';
import { PrintSheet } from './PrintSheet';
import { qrAsSvg } from './qr';
import { Ring } from './Ring';
import css from './Sheet.module.css';
import { announcement, useCountdown } from './useCountdown';
import { type Outcome, useOutcome } from './useOutcome';

interface SeveralCodesProps {
  codes: IssuedCode[];
  onDone: () => void;
  onOne: () => void;
}

/** A sheet of codes, to show or to print. Used ones are ticked off as the devices arrive. */
export function SeveralCodes({ codes, onDone, onOne }: SeveralCodesProps) {
  const first = codes[0];
  const countdown = useCountdown(first?.created_at ?? '', first?.expires_at ?? '');
  if (!first) return null;
  return (
    <div style={{ display: 'grid', gap: 20 }}>
      <Group justify="space-between">
        <p className={css.lead}>
          One code per device. Scan it, or open <strong translate="no">{shortAddress(first.url)}</strong> and
          type it.
        </p>
        <Ring countdown={countdown} expiresAt={first.expires_at} />
        <VisuallyHidden role="status">{announcement(countdown.left)}</VisuallyHidden>
      </Group>
      <ol className={css.sheet}>
        {codes.map((code, index) => (
          <SheetCode key={code.id} code={code} number={index + 1} ended={countdown.ended} />
        ))}
      </ol>
      <Note tone="warn">Never send these codes to anyone you don’t know.</Note>
      <Group justify="flex-end" gap="sm">
        {countdown.ended && <Button onClick={onOne}>New code</Button>}
        <Button
          variant="default"
          leftSection={<IconPrinter size={18} aria-hidden="true" />}
          disabled={countdown.ended}
          onClick={() => window.print()}
        >
          Print the sheet
        </Button>
        <Button onClick={onDone}>Done</Button>
      </Group>
      <PrintSheet codes={codes} />
    </div>
  );
}

function SheetCode({ code, number, ended }: { code: IssuedCode; number: number; ended: boolean }) {
  const outcome = useOutcome(code.id);
  return (
    <li data-state={outcome.state} data-ended={ended}>
      <img src={qrAsSvg(code)} alt={`QR code ${number}`} />
      <bdi role="img" aria-label={spelled(code.code)} translate="no" className={css.smallCode}>
        {inGroups(code.code)}
      </bdi>
      <span role="status">{sheetWords(outcome, ended)}</span>
    </li>
  );
}

function sheetWords(outcome: Outcome, ended: boolean): string {
  if (outcome.state === 'joined') return `${outcome.device.name} joined`;
  if (outcome.state === 'asking') return `${outcome.device.name} asks to join: answer in the list`;
  if (outcome.state === 'live') return ended ? 'Expired' : 'Waiting for a device';
  return { refused: 'Refused', locked: 'Locked after wrong tries', cancelled: 'Cancelled' }[outcome.state];
}
