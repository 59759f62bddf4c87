import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconBuilding, IconCheck, IconSelector, IconServer } from '@tabler/icons-react';
import type { Session } from '../api/types';
import { hasUnsavedText, LEAVE_UNSAVED } from '../forms/unsaved';
import { useSave } from '../forms/useSave';
import css from './CompanySwitch.module.css';
import { roleLabel } from './roles';
import { switchTo } from './somebodyElse';

interface Choice {
  /** Null for the server. */
  id: string | null;
  name: string;
  role: string;
}

function choicesOf({ memberships, operator }: Session): Choice[] {
  const companies = memberships.map(({ tenant, role }) => ({ ...tenant, role: roleLabel(role) }));
  return operator ? [...companies, { id: null, name: 'Server', role: 'Operator' }] : companies;
}

/** For whom this page acts; a menu for those who may act for others too. */
export function CompanySwitch({ session }: { session: Session }) {
  const name = session.tenant?.name ?? 'Server';
  const choices = choicesOf(session);
  if (choices.length < 2)
    return (
      <p className={css.only} dir="auto">
        {name}
      </p>
    );
  return (
    <div className={css.switch}>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <UnstyledButton className={css.now}>
            <Picture id={session.tenant?.id ?? null} />
            <span className={css.name} dir="auto">
              {name}
            </span>
            <VisuallyHidden>Switch company</VisuallyHidden>
            <IconSelector size={16} className={css.more} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={css.list}>
          <Menu.Label>Act for</Menu.Label>
          {choices.map((choice) => (
            <Other key={choice.id} session={session} choice={choice} />
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Picture({ id }: { id: string | null }) {
  const Icon = id ? IconBuilding : IconServer;
  return <Icon size={18} stroke={1.7} className={css.picture} aria-hidden="true" />;
}

function Other({ session, choice }: { session: Session; choice: Choice }) {
  const here = choice.id === (session.tenant?.id ?? null);
  const change = useSave({
    send: () => switchTo(session, choice.id),
    failure: `You still act for ${session.tenant?.name ?? 'the server'}`,
  });
  const choose = () => {
    if (!here && (!hasUnsavedText() || window.confirm(LEAVE_UNSAVED))) change.run();
  };
  return (
    <Menu.Item
      leftSection={<Picture id={choice.id} />}
      rightSection={here && <IconCheck size={16} aria-hidden="true" />}
      aria-current={here || undefined}
      onClick={choose}
    >
      <bdi>{choice.name}</bdi>
      <span className={css.role}>{choice.role}</span>
    </Menu.Item>
  );
}
