import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleX,
  IconClockHour4,
} from '@tabler/icons-react';
import type { SubscriptionState as State } from '../../api/types';
import css from './Support.module.css';
import { STATES } from './states';

const ICONS: Record<State, typeof IconCircleX> = {
  active: IconCircleCheckFilled,
  trialing: IconClockHour4,
  past_due: IconAlertTriangle,
  canceled: IconCircleX,
  none: IconCircleDashed,
};

interface SubscriptionStateProps {
  state: State;
  /** Once the end has passed, even an active subscription has lapsed. */
  good: boolean;
  /** One that renews itself has none. */
  end: string | null;
}

export function SubscriptionState({ state, good, end }: SubscriptionStateProps) {
  const lapsed = !good && state !== 'canceled' && state !== 'none';
  const shown = lapsed ? 'canceled' : state;
  const Icon = ICONS[shown];
  return (
    <span className={css.state} data-state={shown}>
      <Icon size={17} aria-hidden="true" />
      {lapsed ? `${STATES[state].word}, but ${end ? 'past its end' : 'not renewed'}` : STATES[state].word}
    </span>
  );
}
