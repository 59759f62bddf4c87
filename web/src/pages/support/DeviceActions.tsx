import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconExternalLink,
  IconShieldCheck,
  IconShieldOff,
  IconTrash,
  IconUserCheck,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { endExemption, SUPPORT_KEYS } from '../../api/support';
import { useMay } from '../../app/useSession';
import { useSave } from '../../forms/useSave';
import { AssignDevice } from './AssignDevice';
import type { DialogDevice } from './deviceDialog';
import { ExemptDevice } from './ExemptDevice';
import { RemoveDevice } from './RemoveDevice';

type Choice = 'assign' | 'exempt' | 'remove';

const DIALOGS = { assign: AssignDevice, exempt: ExemptDevice, remove: RemoveDevice };

export function DeviceActions({ device }: { device: DialogDevice }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const mayRemove = useMay()('device.delete');
  const Dialog = choice && DIALOGS[choice];
  return (
    <>
      <Menu width={240}>
        <Menu.Target>
          <ActionIcon ref={button} aria-label={`Actions for ${device.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserCheck size={18} />} onClick={() => setChoice('assign')}>
            Assign to a customer
          </Menu.Item>
          <ExemptionItem device={device} choose={setChoice} />
          <Menu.Item
            component="a"
            href={`rustdesk://${encodeURIComponent(device.rustdeskId)}`}
            leftSection={<IconExternalLink size={18} />}
          >
            Open in RustDesk
          </Menu.Item>
          {mayRemove && <Menu.Divider />}
          {mayRemove && (
            <Menu.Item
              color="var(--hf-bad)"
              leftSection={<IconTrash size={18} />}
              onClick={() => setChoice('remove')}
            >
              Remove
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog device={device} onClose={() => setChoice(null)} returnTo={button} />}
    </>
  );
}

function ExemptionItem({ device, choose }: { device: DialogDevice; choose: (choice: Choice) => void }) {
  const end = useSave({
    send: () => endExemption(device.id),
    refresh: SUPPORT_KEYS,
    failure: `${device.name} is still exempt`,
  });
  if (device.isExempt) {
    return (
      <Menu.Item leftSection={<IconShieldOff size={18} />} onClick={() => end.run()}>
        End the exemption
      </Menu.Item>
    );
  }
  return (
    <Menu.Item leftSection={<IconShieldCheck size={18} />} onClick={() => choose('exempt')}>
      Exempt from pairing
    </Menu.Item>
  );
}
