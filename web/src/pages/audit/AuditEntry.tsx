import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { AuditItem } from '../../api/types';
import { grouped } from '../../rustdesk/id';
import { Facts } from '../../ui/Facts';
import { absolute } from '../../ui/format';
import { When } from '../../ui/When';
import css from './Audit.module.css';
import { actionLabel, detailLabel } from './actions';
import { Sentence } from './Sentence';

export function AuditEntry({ item, pointedAt }: { item: AuditItem; pointedAt: boolean }) {
  const [open, setOpen] = useState(pointedAt);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (pointedAt) row.current?.scrollIntoView({ block: 'center' });
  }, [pointedAt]);
  const refused = item.outcome === 'refused';
  const Icon = refused ? IconCircleX : IconCircleCheck;
  return (
    <li ref={row} className={css.entry} data-pointed-at={pointedAt}>
      <Icon
        size={20}
        stroke={1.8}
        className={css.icon}
        data-outcome={item.outcome}
        role="img"
        aria-label={refused ? 'Refused' : 'Done'}
      />
      <div className={css.text}>
        <Sentence item={item} />
        <div className={css.sub}>
          <When at={item.at} />
          {item.address && ` from ${item.address}`}
          {item.reason && ` · ${actionLabel(item.reason)}`}
        </div>
        {open && <Details item={item} />}
      </div>
      <ActionIcon
        aria-label={open ? 'Hide details' : 'Show details'}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className={css.toggle}
      >
        <IconChevronDown size={19} />
      </ActionIcon>
    </li>
  );
}

const IDS = ['rustdesk_id', 'old_id'];

function inWords(key: string, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return IDS.includes(key) ? grouped(value) : value;
}

const KINDS: Record<string, string> = {
  anonymous: 'Nobody who was signed in',
  device: 'A device',
  system: 'This server',
};

function actorInWords({ kind, name }: AuditItem['actor']): string {
  if (!name) return KINDS[kind] ?? kind;
  if (kind === 'service') return `${name} (a service account)`;
  return kind === 'device' ? `${name} (a device)` : name;
}

function Details({ item }: { item: AuditItem }) {
  return (
    <div className={css.details}>
      <Facts
        facts={[
          ['When', absolute(item.at)],
          ['What', actionLabel(item.action)],
          ['By', actorInWords(item.actor)],
          ['Network address', item.address || 'None'],
          ...Object.entries(item.details).map(([key, value]): [string, string] => [
            detailLabel(key),
            inWords(key, value),
          ]),
          ['Entry', String(item.id)],
        ]}
      />
    </div>
  );
}
