import type { AuditItem } from '../../api/types';
import { When } from '../../ui/When';
import { Sentence } from '../audit/Sentence';
import css from '../devices/DevicePage.module.css';

export function History({ items }: { items: AuditItem[] }) {
  return (
    <section>
      <h3>What happened</h3>
      <ol className={css.events}>
        {items.length === 0 && <li data-outcome="none">Nothing has happened yet.</li>}
        {items.map((item) => (
          <li key={item.id} data-outcome={item.outcome}>
            <Sentence item={item} /> <When at={item.at} />
          </li>
        ))}
      </ol>
    </section>
  );
}
