import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../../api/session';
import { tokensQuery } from '../../api/tokens';
import { useSession } from '../../app/useSession';
import { explain } from '../../forms/explain';
import { NewPassword } from '../../forms/NewPassword';
import { useFields } from '../../forms/useFields';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import css from './Account.module.css';
import { toggled } from './toggled';

export function PasswordForm() {
  const { person } = useSession();
  const { values, set, bind } = useFields({ current: '', fresh: '' });
  const { data: tokens } = useQuery(tokensQuery);
  const [kept, setKept] = useState<string[]>([]);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changePassword(values.current, values.fresh, kept),
    onSuccess: () => {
      setKept([]);
      void queries.invalidateQueries({ queryKey: ['tokens'] });
      void queries.invalidateQueries({ queryKey: ['sessions'] });
      set('current', '');
      set('fresh', '');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Password" lead="Changing it signs you out everywhere else.">
      <form onSubmit={submit} className={css.form}>
        <input type="text" autoComplete="username" value={person.email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          {...bind('current')}
        />
        <NewPassword value={values.fresh} onChange={(fresh) => set('fresh', fresh)} error={save.error} />
        {tokens && tokens.items.length > 0 && (
          <fieldset className={css.scopes}>
            <legend>Access tokens to keep</legend>
            <span className={css.sub}>The others stop working, in case somebody else made them.</span>
            {tokens.items.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={kept.includes(id)}
                onChange={(event) => setKept(toggled(kept, id, event.currentTarget.checked))}
              />
            ))}
          </fieldset>
        )}
        {save.error && <Note tone="bad">{explain(save.error)}</Note>}
        <div role="status">
          {save.isSuccess && <Note tone="good">Password changed. You are signed out everywhere else.</Note>}
        </div>
        <Button type="submit" loading={save.isPending}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
