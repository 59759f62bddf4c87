import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { offeredProvidersQuery, startSignIn } from '../../api/singleSignOn';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';

/** A button for each provider that may sign somebody in here. */
export function Providers({ company, next }: { company: string | undefined; next: string }) {
  const { data } = useQuery(offeredProvidersQuery(company));
  if (!data?.items.length) return null;
  return (
    <div className={css.providers}>
      {data.items.map(({ company: of, name }) => (
        <ProviderButton key={of ?? 'server'} company={of} name={name} next={next} />
      ))}
    </div>
  );
}

function ProviderButton({ company, name, next }: { company: string | null; name: string; next: string }) {
  const start = useSave({
    send: () => startSignIn(company, next),
    onDone: (url) => window.location.assign(url),
  });
  return (
    <>
      <Button
        variant="default"
        size="lg"
        fullWidth
        leftSection={<IconKey size={20} aria-hidden="true" />}
        loading={start.isPending || start.isDone}
        onClick={() => start.run()}
      >
        <span className={css.name}>
          Continue with <bdi translate="no">{name}</bdi>
        </span>
      </Button>
      {start.problem && <Note tone="bad">{start.problem}</Note>}
    </>
  );
}
