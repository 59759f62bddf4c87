import { Button } from '@mantine/core';
import { useState } from 'react';
import { confirmAddress } from '../../api/notices';
import { Form } from '../../forms/Form';
import { useFragmentToken } from '../../forms/fragment';
import { useSave } from '../../forms/useSave';
import { Note } from '../../ui/Note';
import css from './Entry.module.css';
import { EntryLayout } from './EntryLayout';
import { NoToken } from './NoToken';

/** A button, and not the link itself, since mail programs open links on their own. */
export function ConfirmAddressPage() {
  const token = useFragmentToken();
  const [done, setDone] = useState<{ email: string; tenant_name: string }>();
  const confirm = useSave({ send: () => confirmAddress(token ?? ''), onDone: setDone });
  if (done) {
    return (
      <EntryLayout
        title="Address confirmed"
        lead={`Warnings of ${done.tenant_name} are sent to ${done.email} from now on. You can close this page.`}
      >
        {null}
      </EntryLayout>
    );
  }
  if (!token) return <NoToken what="link from your e-mail" />;
  return (
    <EntryLayout
      title="Confirm your address"
      lead="A company wants warnings to be sent to the address at which you got this link. Its name is in the mail."
    >
      <Form className={css.form} onSend={confirm.run}>
        {confirm.problem && <Note tone="bad">{confirm.problem}</Note>}
        <Button type="submit" size="lg" fullWidth loading={confirm.isPending}>
          Confirm this address
        </Button>
      </Form>
    </EntryLayout>
  );
}
