import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { cancelCode, liveCodesQuery } from '../../api/pairingCodes';
import { hasCode } from '../../api/problem';
import { explain } from '../../forms/explain';
import { useSave } from '../../forms/useSave';
import { plural } from '../../ui/format';
import { Note } from '../../ui/Note';

/** Why there is no code, with the way to one. */
export function NoCode({ error, retry }: { error: unknown; retry: () => void }) {
  const full = hasCode(error, 'TOO_MANY_LIVE_CODES');
  return (
    <Note
      tone="bad"
      action={
        full ? (
          <MakeRoom then={retry} />
        ) : (
          <Button size="sm" onClick={retry} data-autofocus>
            Try again
          </Button>
        )
      }
    >
      {explain(error)}
    </Note>
  );
}

function MakeRoom({ then }: { then: () => void }) {
  const { data } = useQuery(liveCodesQuery);
  const oldest = [...(data?.items ?? [])].sort((one, other) =>
    one.expires_at.localeCompare(other.expires_at),
  )[0];
  const cancel = useSave({ send: (id: string) => cancelCode(id).finally(then) });
  if (!oldest) return null;
  return (
    <Button size="sm" loading={cancel.isPending} onClick={() => cancel.run(oldest.id)} data-autofocus>
      Cancel the oldest of {plural(data?.items.length ?? 0, 'code', 'codes')} and make a new one
    </Button>
  );
}
