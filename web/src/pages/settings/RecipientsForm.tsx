import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addRecipient, changeRecipient, recipientsQuery, removeRecipient } from '../../api/notices';
import type { Recipient } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Settings.module.css';

interface Kinds {
  security: boolean;
  budget: boolean;
}

/** To which addresses warnings are sent beside those of owners and admins. */
export function RecipientsForm() {
  const { data, error } = useQuery(recipientsQuery);
  return (
    <Panel
      title="Who else is warned"
      lead="Owners and admins get mail about budgets, and owners about new owners and admins. Add addresses of others, such as a security team."
    >
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!data && !error && <Loading rows={2} />}
      {data && (
        <div className={css.form}>
          <ul className={css.secrets} aria-label="Addresses">
            {data.items.map((recipient) => (
              <RecipientRow key={recipient.id} recipient={recipient} />
            ))}
          </ul>
          {data.items.length < data.most ? (
            <AddRecipient />
          ) : (
            <Note>There are {data.most} addresses already. Remove one to add another.</Note>
          )}
        </div>
      )}
    </Panel>
  );
}

function KindBoxes({
  kinds,
  label,
  onChange,
}: {
  kinds: Kinds;
  label: string;
  onChange: (kinds: Kinds) => void;
}) {
  return (
    <fieldset className={css.kinds} aria-label={label}>
      <Checkbox
        label="Security"
        description="New owners and admins, locked accounts"
        checked={kinds.security}
        onChange={(event) => onChange({ ...kinds, security: event.currentTarget.checked })}
      />
      <Checkbox
        label="Budgets"
        description="Limits on guessing that are used up, or nearly"
        checked={kinds.budget}
        onChange={(event) => onChange({ ...kinds, budget: event.currentTarget.checked })}
      />
    </fieldset>
  );
}

function AddRecipient() {
  const [email, setEmail] = useState('');
  const [kinds, setKinds] = useState<Kinds>({ security: true, budget: true });
  const add = useSave({
    send: () => addRecipient({ email, ...kinds }),
    refresh: [recipientsQuery.queryKey],
    onDone: () => setEmail(''),
  });
  const problem = add.fieldProblem('email');
  return (
    <Form onSend={add.run} className={css.add}>
      <TextInput
        className={css.field}
        type="email"
        label="E-mail address"
        description="A link is sent there. Warnings follow only once somebody there has confirmed it."
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={problem}
        autoComplete="off"
        required
        withAsterisk={false}
      />
      <KindBoxes label="What to send" kinds={kinds} onChange={setKinds} />
      {add.problem && !problem && <Note tone="bad">{add.problem}</Note>}
      <Button
        type="submit"
        variant="default"
        loading={add.isPending}
        disabled={email.trim() === '' || !(kinds.security || kinds.budget)}
      >
        Add address
      </Button>
    </Form>
  );
}

function RecipientRow({ recipient }: { recipient: Recipient }) {
  const { id, email, security, budget } = recipient;
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [wanted, setWanted] = useState<Kinds>({ security, budget });
  const change = useSave({
    send: (kinds: Kinds) => changeRecipient(id, kinds),
    onDone: (fresh) =>
      queries.setQueryData(
        recipientsQuery.queryKey,
        (shown) => shown && { ...shown, items: shown.items.map((one) => (one.id === id ? fresh : one)) },
      ),
    failure: `What ${email} is told was not changed`,
  });
  const choose = (kinds: Kinds) => {
    if (!kinds.security && !kinds.budget) return setAsking(true);
    setWanted(kinds);
    change.run(kinds);
  };
  return (
    <li className={css.secret}>
      <div>
        <strong dir="auto">{email}</strong>
        <div className={css.unit}>
          {recipient.confirmed_at ? (
            <>
              confirmed <When at={recipient.confirmed_at} />
            </>
          ) : (
            <>
              not confirmed yet, added <When at={recipient.added_at} />
            </>
          )}
        </div>
        <KindBoxes
          label={`What ${email} is told`}
          kinds={change.isPending ? wanted : { security, budget }}
          onChange={choose}
        />
      </div>
      <Button
        size="compact-md"
        variant="default"
        aria-label={`Remove ${email}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      {asking && (
        <Confirm
          title={`Remove ${email}?`}
          yes="Remove address"
          danger
          send={() => removeRecipient(id)}
          refresh={[recipientsQuery.queryKey]}
          onClose={() => setAsking(false)}
        >
          No more warnings are sent there. To add it again, it has to be confirmed again.
        </Confirm>
      )}
    </li>
  );
}
