import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { devicesNamesQuery } from '../../api/devices';
import type { AuditItem } from '../../api/types';
import { userNamesQuery } from '../../api/users';
import { useMay, useSession } from '../../app/useSession';
import { useSearchText } from '../../ui/useSearchText';
import css from './Audit.module.css';
import { actionLabel } from './actions';
import type { AuditSearch } from './search';

const route = getRouteApi('/signed-in/audit');

interface FiltersProps {
  search: AuditSearch;
  actions: string[];
  items: AuditItem[];
}

interface Named {
  id: string;
  name: string;
}

export function AuditFilters({ search, actions, items }: FiltersProps) {
  const navigate = route.useNavigate();
  const change = (part: AuditSearch) =>
    navigate({
      search: (before) => ({ ...before, entry: undefined, ...part }),
      replace: true,
      resetScroll: false,
    });
  const pick = (key: keyof AuditSearch) => ({
    size: 'sm' as const,
    value: search[key] ?? '',
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [key]: event.currentTarget.value || undefined }),
  });
  const people = usePeople(items, search.actor);
  const devices = useDevices(items, search.subject);
  const filtered = Object.values(search).some(Boolean);
  return (
    <fieldset className={css.filters} aria-label="Filter the log">
      <SearchText initial={search.search} onSearch={(text) => change({ search: text })} />
      <NativeSelect label="Person" data={options('Anyone', people)} {...pick('actor')} />
      <NativeSelect label="Device" data={options('Any device', devices)} {...pick('subject')} />
      <NativeSelect
        label="Action"
        data={options('Any action', known(actions, search.action))}
        {...pick('action')}
      />
      <NativeSelect
        label="Outcome"
        data={[
          { value: '', label: 'Any outcome' },
          { value: 'done', label: 'Done' },
          { value: 'refused', label: 'Refused' },
        ]}
        {...pick('outcome')}
      />
      <TextInput label="From" type="date" max={search.to} {...pick('from')} />
      <TextInput label="To" type="date" min={search.from} {...pick('to')} />
      {filtered && (
        <Button
          variant="subtle"
          size="sm"
          className={css.clear}
          onClick={() => navigate({ search: {}, replace: true })}
        >
          Clear all filters
        </Button>
      )}
    </fieldset>
  );
}

interface SearchTextProps {
  initial: string | undefined;
  onSearch: (text: string | undefined) => void;
}

function SearchText({ initial, onSearch }: SearchTextProps) {
  const text = useSearchText(initial, onSearch);
  return <TextInput className={css.wide} label="Search" type="search" size="sm" {...text} />;
}

function options(any: string, named: Named[]) {
  return [{ value: '', label: any }, ...named.map(({ id, name }) => ({ value: id, label: name }))];
}

function known(actions: string[], chosen: string | undefined): Named[] {
  const all = new Set([...actions, ...(chosen ? [chosen] : [])]);
  return [...all].sort().map((action) => ({ id: action, name: actionLabel(action) }));
}

/** The people who are here now, and those who are gone and stand in the log. */
function merge(lists: Named[][], chosen: string | undefined): Named[] {
  const byId = new Map(lists.flat().map(({ id, name }) => [id, name]));
  if (chosen && !byId.has(chosen)) byId.set(chosen, 'Chosen before');
  return [...byId]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

const named = (ends: { id: string | null; name: string | null }[]): Named[] =>
  ends.flatMap(({ id, name }) => (id && name ? [{ id, name }] : []));

function usePeople(items: AuditItem[], chosen: string | undefined): Named[] {
  const { person } = useSession();
  const { data } = useQuery({ ...userNamesQuery, enabled: useMay()('person.list') });
  const seen = items.map(({ actor }) => actor).filter(({ kind }) => kind === 'person' || kind === 'service');
  return merge([named(seen), data?.items ?? [person]], chosen);
}

function useDevices(items: AuditItem[], chosen: string | undefined): Named[] {
  const { data } = useQuery(devicesNamesQuery);
  const seen = items.map(({ subject }) => subject).filter(({ kind }) => kind === 'device');
  return merge([named(seen), data?.items ?? []], chosen);
}
