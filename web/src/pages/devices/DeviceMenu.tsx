import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconBan,
  IconCheck,
  IconChevronDown,
  IconDots,
  IconPencil,
  IconPlayerPlay,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { approveDevice, disableDevice, enableDevice, rejectDevice } from '../../api/devices';
import type { Device } from '../../api/types';
import { type May, useMay } from '../../app/useSession';
import { useDeviceAction } from './useDeviceAction';

// What dialogs are made of weighs as much as a page: the list of devices must not wait for it.
const loadRename = () => import('./RenameDevice');
const loadDelete = () => import('./DeleteDevice');
const RenameDevice = lazy(async () => ({ default: (await loadRename()).RenameDevice }));
const DeleteDevice = lazy(async () => ({ default: (await loadDelete()).DeleteDevice }));

/** As soon as the menu opens. Where that fails, choosing fetches it again. */
const fetchDialogs = () => void Promise.all([loadRename(), loadDelete()]).catch(() => undefined);

interface DeviceMenuProps {
  device: Device;
  /** A button with a word, where there is room for one. */
  wide?: boolean;
  onDeleted?: () => void;
}

export function DeviceMenu({ device, wide, onDeleted }: DeviceMenuProps) {
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setDialog(null);
  const may = useMay();
  const mayDelete = mayDeleteIt(may, device);
  const mayRename = may('device.rename');
  const hasState = may(device.status === 'waiting' ? 'device.approve' : 'device.switch');
  if (!mayDelete && !mayRename && !hasState) return null;
  return (
    <>
      <Menu onOpen={fetchDialogs}>
        <Menu.Target>
          {wide ? (
            <Button
              ref={button}
              variant="default"
              aria-label={`Actions for ${device.name}`}
              rightSection={<IconChevronDown size={18} aria-hidden="true" />}
            >
              Actions
            </Button>
          ) : (
            <ActionIcon ref={button} aria-label={`Actions for ${device.name}`}>
              <IconDots size={20} />
            </ActionIcon>
          )}
        </Menu.Target>
        <Menu.Dropdown>
          {mayRename && (
            <Menu.Item leftSection={<IconPencil size={18} />} onClick={() => setDialog('rename')}>
              Rename
            </Menu.Item>
          )}
          {hasState && <StateItems device={device} />}
          {mayDelete && (mayRename || hasState) && <Menu.Divider />}
          {mayDelete && (
            <Menu.Item
              color="var(--hf-bad)"
              leftSection={<IconTrash size={18} />}
              onClick={() => setDialog('delete')}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {dialog === 'rename' && <RenameDevice device={device} onClose={close} returnTo={button} />}
        {dialog === 'delete' && (
          <DeleteDevice device={device} onClose={close} onDeleted={onDeleted} returnTo={button} />
        )}
      </Suspense>
    </>
  );
}

/** Deleting a RustDesk device unlinks it from its customer. */
const mayDeleteIt = (may: May, device: Device) =>
  may('device.delete') && (device.kind !== 'rustdesk' || may('rustdesk.assign'));

function StateItems({ device }: { device: Device }) {
  const enable = useDeviceAction(enableDevice, `${device.name} is still blocked`);
  const disable = useDeviceAction(disableDevice, `${device.name} is not blocked`);
  const approve = useDeviceAction(approveDevice, `${device.name} is not approved`);
  const reject = useDeviceAction(rejectDevice, `${device.name} is still waiting`);
  if (device.status === 'waiting') {
    return (
      <>
        <Menu.Item leftSection={<IconCheck size={18} />} onClick={() => approve.run(device.id)}>
          Approve
        </Menu.Item>
        <Menu.Item leftSection={<IconX size={18} />} onClick={() => reject.run(device.id)}>
          Not mine
        </Menu.Item>
      </>
    );
  }
  if (device.status === 'blocked') {
    return (
      <Menu.Item leftSection={<IconPlayerPlay size={18} />} onClick={() => enable.run(device.id)}>
        Enable
      </Menu.Item>
    );
  }
  return (
    <Menu.Item leftSection={<IconBan size={18} />} onClick={() => disable.run(device.id)}>
      Disable
    </Menu.Item>
  );
}
