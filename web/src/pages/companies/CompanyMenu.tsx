import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Company } from '../../api/types';
import { ChangeCompany } from './ChangeCompany';

export function CompanyMenu({ company }: { company: Company }) {
  const [changing, setChanging] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={button} aria-label={`Actions for ${company.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={18} />} onClick={() => setChanging(true)}>
            Name and limits
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <ChangeCompany company={company} onClose={() => setChanging(false)} returnTo={button} />}
    </>
  );
}
