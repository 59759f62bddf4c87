import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldOff, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { endExemption, SUPPORT_KEYS, supportDeviceQuery } from '../../api/support';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { day } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { AssignDevice } from './AssignDevice';
import { ExemptDevice } from './ExemptDevice';
import css from './Support.module.css';
import { UnassignDevice } from './UnassignDevice';

/** On the page of a device: its customer, and whether it is exempt from pairing. */
export function CustomerPanel({ deviceId }: { deviceId: string }) {
  const [open, setOpen] = useState<'assign' | 'unassign' | 'exempt' | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const { data, error } = useQuery(supportDeviceQuery(deviceId));
  const close = () => setOpen(null);
  const end = useSave({
    send: () => endExemption(deviceId),
    refresh: SUPPORT_KEYS,
    failure: 'The device is still exempt',
  });
  if (error) return <Note tone="bad">{explain(error)}</Note>;
  if (!data) return null;
  const { device } = data;
  const { id, name, rustdesk_id: rustdeskId, person, exemption } = device;
  const shared = {
    device: { id, name, rustdeskId, isExempt: exemption !== null },
    onClose: close,
    returnTo: first,
  };
  return (
    <Panel title="Customer">
      <div className={css.result}>
        <span dir="auto">
          {person ? `Belongs to ${person.name}.` : 'Belongs to nobody.'}{' '}
          {exemption &&
            `Exempt from pairing ${exemption.until ? `until ${day(exemption.until)}` : 'with no end date'}: ${exemption.reason}`}
        </span>
        <div className={css.buttons}>
          {person ? (
            <Button
              ref={first}
              variant="default"
              leftSection={<IconUserOff size={18} aria-hidden="true" />}
              onClick={() => setOpen('unassign')}
            >
              Unassign
            </Button>
          ) : (
            <Button
              ref={first}
              leftSection={<IconUserCheck size={18} aria-hidden="true" />}
              onClick={() => setOpen('assign')}
            >
              Assign to a customer
            </Button>
          )}
          {exemption ? (
            <Button
              variant="default"
              loading={end.isPending}
              leftSection={<IconShieldOff size={18} aria-hidden="true" />}
              onClick={() => end.run()}
            >
              End the exemption
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconShieldCheck size={18} aria-hidden="true" />}
              onClick={() => setOpen('exempt')}
            >
              Exempt from pairing
            </Button>
          )}
        </div>
      </div>
      {open === 'assign' && <AssignDevice {...shared} />}
      {open === 'exempt' && <ExemptDevice {...shared} />}
      {open === 'unassign' && person && (
        <UnassignDevice
          person={person}
          link={{ device_id: id, rustdesk_id: rustdeskId, name }}
          onClose={close}
        />
      )}
    </Panel>
  );
}
