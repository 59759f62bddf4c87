import type { Tenant } from '../../api/types';
import { plural } from '../../ui/format';
import type { RuleGroup } from './policy';

interface Allowed {
  least: number;
  most: number | null;
}

const inDays = ({ least, most }: Allowed) =>
  most === null ? `${plural(least, 'day', 'days')} or more` : `${least} to ${plural(most, 'day', 'days')}`;

const longest = ({ most }: Allowed) => (most === null ? 'for good' : plural(most, 'day', 'days'));

/** How long somebody stays signed in, within what the operator of the server allows. */
export const sessions = ({ allowed }: Tenant): RuleGroup[] => [
  {
    rules: [
      {
        kind: 'number',
        key: 'session_days',
        label: 'A browser stays signed in for',
        help: `At most, and half a day without being used. This server allows ${inDays(allowed.session_days)}.`,
        empty: longest(allowed.session_days),
        range: allowed.session_days,
        unit: ['day', 'days'],
      },
    ],
  },
];

/** How long is kept what happened, within what the operator of the server allows. */
export const trail = ({ allowed }: Tenant): RuleGroup[] => [
  {
    rules: [
      {
        kind: 'number',
        key: 'trail_days',
        label: 'The audit log is kept for',
        help: `Older entries are erased, which cannot be undone. This server allows ${inDays(allowed.trail_days)}.`,
        empty: longest(allowed.trail_days),
        range: allowed.trail_days,
        unit: ['day', 'days'],
      },
    ],
  },
];
