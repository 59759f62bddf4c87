import { Button, Group } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { CopyIcon } from '../ui/Copy';
import { grouped } from './id';
import { RustDeskId } from './RustDeskId';

/** An ID where support works: one press connects by the RustDesk app on this computer. */
export function ReachId({ id }: { id: string }) {
  return (
    <Group gap={6} component="span" style={{ display: 'inline-flex' }}>
      <RustDeskId id={id} />
      <Button
        component="a"
        href={`rustdesk://${encodeURIComponent(id)}`}
        size="compact-sm"
        variant="default"
        aria-label={`Connect to ${grouped(id)}`}
        leftSection={<IconExternalLink size={16} aria-hidden="true" />}
      >
        Connect
      </Button>
      <CopyIcon text={id} label={`Copy ${grouped(id)}`} />
    </Group>
  );
}
