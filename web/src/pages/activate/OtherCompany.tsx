import { Button, Menu } from '@mantine/core';
import { switchTo } from '../../app/somebodyElse';
import { useSession } from '../../app/useSession';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { carry, drop } from './carried';

interface Company {
  id: string;
  name: string;
}

/** Goes on for another company, where the code is looked up again. */
function useGoingOn(code: string) {
  const session = useSession();
  return useSave({
    send: async (tenantId: string) => {
      carry(code);
      await switchTo(session, tenantId, '/activate').catch((error: unknown) => {
        drop();
        throw error;
      });
    },
    failure: `You still act for ${session.tenant.name}`,
  });
}

/** The code belongs to a device that asks another company of the same person. */
export function GoOnThere({ company, code }: { company: Company; code: string }) {
  const { tenant } = useSession();
  const goOn = useGoingOn(code);
  return (
    <Note
      tone="warn"
      action={
        <Button size="sm" loading={goOn.isPending} onClick={() => goOn.run(company.id)}>
          Go on for {company.name}
        </Button>
      }
    >
      <div role="alert">
        This device asks to join <strong dir="auto">{company.name}</strong>, and you act for{' '}
        <bdi>{tenant.name}</bdi> now.
      </div>
    </Note>
  );
}

/** For those who are in several companies: where the device will belong, and a way to another one. */
export function OtherCompany({ code }: { code: string }) {
  const { tenant, memberships } = useSession();
  const goOn = useGoingOn(code);
  const others = memberships.map((one) => one.tenant).filter(({ id }) => id !== tenant.id);
  if (others.length === 0) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button size="sm" variant="default" loading={goOn.isPending}>
          Choose another company
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => goOn.run(id)}>
            <bdi>{name}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
