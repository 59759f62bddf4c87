import { useQuery } from '@tanstack/react-query';
import { type AuditFilter, newestAuditQuery } from '../../api/audit';
import { usePolling } from '../../realtime/useLive';
import { plural } from '../../ui/format';
import css from './Audit.module.css';

interface NewEntriesProps {
  filter: AuditFilter;
  newestShown: number | undefined;
  onShow: () => void;
}

/** Says that there is more instead of moving what someone is reading. */
export function NewEntries({ filter, newestShown, onShow }: NewEntriesProps) {
  const { data } = useQuery({ ...newestAuditQuery(filter), ...usePolling() });
  const place = data?.items.findIndex((item) => item.id === newestShown) ?? 0;
  const fresh = place === -1 ? (data?.items.length ?? 0) : place;
  const words =
    data?.next_cursor && place === -1 ? `More than ${fresh} new entries` : plural(fresh, 'new', 'new');
  return (
    <div role="status">
      {fresh > 0 && (
        <button type="button" className={css.fresh} onClick={onShow}>
          {words} · show
        </button>
      )}
    </div>
  );
}
