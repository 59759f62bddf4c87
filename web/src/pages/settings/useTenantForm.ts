import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '../../api/problem';
import { sessionQuery } from '../../api/session';
import { changeTenant, tenantQuery } from '../../api/tenant';
import type { Tenant, TenantChange } from '../../api/types';
import type { Words } from '../../forms/sentences';
import { useUnsavedGuard } from '../../forms/unsaved';
import { useSave } from '../../forms/useSave';

/** The versions that this page saved, by those that they followed: what another form of it was begun on is then no clash. */
const savedAfter = new Map<number, number>();

function newestOfOwn(version: number): number {
  const next = savedAfter.get(version);
  return next === undefined ? version : newestOfOwn(next);
}

/**
 * A form for a part of the tenant. Only edited fields are kept and sent, so an update from the server never overwrites text in a
 * field; the version is that of the first edit, so a conflict is noticed.
 */
export function useTenantForm<Fields extends object>(
  tenant: Tenant,
  saved: Fields,
  toChange: (edits: Partial<Fields>) => Omit<TenantChange, 'version'>,
  words?: Words,
) {
  const queries = useQueryClient();
  const [edits, setEdits] = useState<Partial<Fields>>({});
  const [baseVersion, setBaseVersion] = useState<number | null>(null);
  const changed = Object.fromEntries(
    Object.entries(edits).filter(([key, value]) => saved[key as keyof Fields] !== value),
  ) as Partial<Fields>;
  const dirty = Object.keys(changed).length > 0;
  useUnsavedGuard(dirty);

  const forget = () => {
    setEdits({});
    setBaseVersion(null);
  };
  const save = useSave({
    send: (version: number) => changeTenant({ version, ...toChange(changed) }),
    words,
    onDone: (fresh, version) => {
      savedAfter.set(version, fresh.version);
      forget();
      queries.setQueryData(tenantQuery.queryKey, fresh);
      queries.setQueryData(
        sessionQuery.queryKey,
        (session) => session && { ...session, tenant: { id: fresh.id, name: fresh.name } },
      );
      // What else follows from the settings, such as whether devices may show a code, the server says.
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const newest = () => queries.fetchQuery({ ...tenantQuery, staleTime: 0 });

  return {
    values: { ...saved, ...edits },
    dirty,
    save,
    conflict: hasCode(save.error, 'VERSION_CONFLICT'),
    edit: (part: Partial<Fields>) => {
      setBaseVersion((before) => before ?? tenant.version);
      setEdits((before) => ({ ...before, ...part }));
      if (save.isDone) save.reset();
    },
    submit: () => save.run(newestOfOwn(baseVersion ?? tenant.version)),
    saveOver: async () => save.run((await newest()).version),
    takeTheirs: async () => {
      await newest();
      forget();
      save.reset();
    },
  };
}

export type TenantForm = Pick<
  ReturnType<typeof useTenantForm<object>>,
  'dirty' | 'save' | 'conflict' | 'submit' | 'saveOver' | 'takeTheirs'
>;
