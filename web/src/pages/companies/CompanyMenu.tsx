import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArchiveOff,
  IconDots,
  IconDownload,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import {
  COMPANY_KEYS,
  exportCompany,
  reopenCompany,
  resumeCompany,
  suspendCompany,
} from '../../api/companies';
import type { Company } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { useSave } from '../../forms/useSave';
import { day } from '../../ui/format';
import { ChangeCompany } from './ChangeCompany';
import { CloseCompany } from './CloseCompany';
import { saveFile } from './saveFile';

type Asking = 'change' | 'suspend' | 'close' | 'reopen';

export function CompanyMenu({ company }: { company: Company }) {
  const [asking, setAsking] = useState<Asking>();
  const button = useRef<HTMLButtonElement>(null);
  const { id, name, status } = company;
  const resume = useSave({
    send: () => resumeCompany(id),
    refresh: COMPANY_KEYS,
    failure: `${name} is still suspended`,
  });
  const save = useSave({
    send: () => exportCompany(id),
    failure: `${name} was not exported`,
    onDone: (file) => saveFile(file, `${name}.zip`),
  });
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon ref={button} aria-label={`Actions for ${name}`} loading={save.isPending}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Item icon={<IconPencil size={18} />} onClick={() => setAsking('change')}>
            Name and limits
          </Item>
          <Item icon={<IconDownload size={18} />} onClick={() => save.run()}>
            Export
          </Item>
          {status === 'active' && (
            <Item icon={<IconPlayerPause size={18} />} onClick={() => setAsking('suspend')}>
              Suspend
            </Item>
          )}
          {status === 'suspended' && (
            <Item icon={<IconPlayerPlay size={18} />} onClick={() => resume.run()}>
              Resume
            </Item>
          )}
          {status === 'closing' ? (
            <Item icon={<IconArchiveOff size={18} />} onClick={() => setAsking('reopen')}>
              Reopen
            </Item>
          ) : (
            <Menu.Item color="red" leftSection={<IconTrash size={18} />} onClick={() => setAsking('close')}>
              Close
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Question company={company} asking={asking} onClose={() => setAsking(undefined)} returnTo={button} />
      )}
    </>
  );
}

function Item({ icon, onClick, children }: { icon: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <Menu.Item leftSection={icon} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}

interface QuestionProps {
  company: Company;
  asking: Asking;
  onClose: () => void;
  returnTo: RefObject<HTMLElement | null>;
}

function Question({ company, asking, ...dialog }: QuestionProps) {
  const { id, name, closing_at: closingAt } = company;
  if (asking === 'change') return <ChangeCompany company={company} {...dialog} />;
  if (asking === 'close') return <CloseCompany company={company} {...dialog} />;
  const isReopening = asking === 'reopen';
  return (
    <Confirm
      title={isReopening ? `Reopen ${name}?` : `Suspend ${name}?`}
      yes={isReopening ? 'Reopen' : 'Suspend'}
      danger={!isReopening}
      send={() => (isReopening ? reopenCompany(id) : suspendCompany(id))}
      refresh={COMPANY_KEYS}
      {...dialog}
    >
      {isReopening
        ? `It will not be deleted${closingAt ? ` on ${day(closingAt)}` : ''}, and goes on as it was. Its owners are told.`
        : 'Nobody can use it, and its devices are refused, until you resume it. Nothing is lost.'}
    </Confirm>
  );
}
