import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword, sessionsQuery } from '../../api/session';
import { tokensQuery } from '../../api/tokens';
import { useSignedIn } from '../../app/useSession';
import choices from '../../forms/choices.module.css';
import { Form } from '../../forms/Form';
import { NewPassword } from '../../forms/NewPassword';
import { toggled } from '../../forms/toggled';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import css from './Account.module.css';

export function PasswordForm() {
  const { person, can } = useSignedIn();
  const { values, set, bind } = useFields({ current: '', fresh: '' });
  const { data: tokens } = useQuery({ ...tokensQuery, enabled: can.includes('token.list') });
  const [kept, setKept] = useState<string[]>([]);
  const save = useSave({
    send: () => changePassword(values.current, values.fresh, kept),
    refresh: [tokensQuery.queryKey, sessionsQuery.queryKey],
    onDone: () => {
      setKept([]);
      set('current', '');
      set('fresh', '');
    },
  });
  return (
    <Panel title="Password" lead="Changing it signs you out everywhere else.">
      <Form onSend={save.run} className={css.form}>
        <input type="text" autoComplete="username" value={person.email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          {...bind('current')}
        />
        <NewPassword value={values.fresh} onChange={(fresh) => set('fresh', fresh)} save={save} />
        {tokens && tokens.items.length > 0 && (
          <fieldset className={choices.list}>
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
        {save.problem && <Note tone="bad">{save.problem}</Note>}
        <div role="status">
          {save.isDone && <Note tone="good">Password changed. You are signed out everywhere else.</Note>}
        </div>
        <Button type="submit" loading={save.isPending}>
          Change password
        </Button>
      </Form>
    </Panel>
  );
}
