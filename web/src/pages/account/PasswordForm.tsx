import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { changePassword } from '../../api/session';
import { useSession } from '../../app/roles';
import { explain } from '../../forms/explain';
import { NewPassword } from '../../forms/NewPassword';
import { useFields } from '../../forms/useFields';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import css from './Account.module.css';

export function PasswordForm() {
  const { person } = useSession();
  const { values, set, bind } = useFields({ current: '', fresh: '' });
  const save = useMutation({
    mutationFn: () => changePassword(values.current, values.fresh),
    onSuccess: () => {
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
