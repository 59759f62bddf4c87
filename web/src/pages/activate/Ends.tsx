import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { LetIn } from '../../api/deviceGrants';
import { useMay } from '../../app/useSession';
import { Empty } from '../../ui/Empty';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import css from './Activate.module.css';

interface EndProps {
  onAgain: () => void;
}

export function Approved({ device_name, company_name, onAgain }: LetIn & EndProps) {
  return (
    <Page title={`${device_name} is connected`}>
      <Panel>
        <Empty title={`It belongs to ${company_name} now`} action={<Ways onAgain={onAgain} />}>
          <p>The device goes on by itself within a few seconds, and then appears under Devices.</p>
        </Empty>
      </Panel>
    </Page>
  );
}

export function Denied({ onAgain }: EndProps) {
  return (
    <Page title="Turned down">
      <Panel>
        <Empty title="The device was not let in" action={<Ways onAgain={onAgain} />}>
          <p>
            If somebody sent you the code, they may have tried to get a device of their own in. Tell an owner
            or admin of your company.
          </p>
        </Empty>
      </Panel>
    </Page>
  );
}

export function Over({ why, onAgain }: EndProps & { why: string }) {
  return (
    <Page title="This request is over">
      <Panel>
        <Empty title="You did not let the device in" action={<Ways onAgain={onAgain} />}>
          <p>{why}</p>
        </Empty>
      </Panel>
    </Page>
  );
}

function Ways({ onAgain }: EndProps) {
  const may = useMay();
  return (
    <div className={css.ways}>
      <Button variant="default" onClick={onAgain}>
        Enter another code
      </Button>
      {may('device.list') && <Link to="/devices">Go to the devices</Link>}
    </div>
  );
}
