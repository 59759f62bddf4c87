import { Button, TextInput } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mailCode } from '../../api/pairingCodes';
import { serverQuery } from '../../api/server';
import type { IssuedCode } from '../../api/types';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './SendByMail.module.css';

export function SendByMail({ code }: { code: IssuedCode }) {
  const { data: server } = useQuery(serverQuery);
  const [open, setOpen] = useState(false);
  if (open) return <MailForm code={code} />;
  const unable = server?.mail === false;
  return (
    <div>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconMail size={18} aria-hidden="true" />}
        disabled={unable}
        aria-describedby={unable ? 'no-mail' : undefined}
        onClick={() => setOpen(true)}
      >
        Send by e-mail
      </Button>
      {unable && (
        <p id="no-mail" className={css.reason}>
          This server has no e-mail set up. Copy the link instead.
        </p>
      )}
    </div>
  );
}

function MailForm({ code }: { code: IssuedCode }) {
  const [email, setEmail] = useState('');
  const send = useSave({ send: () => mailCode(code.id, email.trim(), code.url) });
  return (
    <Form onSend={send.run} className={css.form}>
      <TextInput
        size="sm"
        type="email"
        label="Send the link to"
        placeholder="name@example.com"
        value={email}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          send.reset();
        }}
        error={send.fieldProblem('email')}
        required
        withAsterisk={false}
        autoFocus
      />
      <Button type="submit" size="sm" loading={send.isPending}>
        Send
      </Button>
      <div role="status" className={css.outcome}>
        {send.isDone && `Sent to ${email.trim()}.`}
      </div>
      {send.problem && (
        <div className={css.outcome}>
          <Note tone="bad">{send.problem}</Note>
        </div>
      )}
    </Form>
  );
}
