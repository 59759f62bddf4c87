import { grouped, spelled } from './id';

/** An ID as the app shows it; screen readers say it digit by digit. */
export function RustDeskId({ id }: { id: string }) {
  return (
    <bdi
      role="img"
      aria-label={spelled(id)}
      translate="no"
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
    >
      {grouped(id)}
    </bdi>
  );
}
