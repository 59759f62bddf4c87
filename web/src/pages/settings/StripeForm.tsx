import { Button, PasswordInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addSigningSecret, removeSigningSecret, stripeQuery } from '../../api/stripe';
import type { SigningSecret } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { Form } from '../../forms/Form';
import { useSave } from '../../forms/useSave';
import { Copy } from '../../ui/Copy';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Settings.module.css';

/** Where Stripe sends its events, and the secrets with which their signatures are checked. */
export function StripeForm() {
  const { data: webhook, error } = useQuery(stripeQuery);
  return (
    <Panel title="Stripe" lead="Stripe can report the state of your customers’ subscriptions.">
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!webhook && !error && <Loading rows={3} />}
      {webhook && (
        <div className={css.form}>
          <div>
            <strong>Address of the endpoint</strong>
            <p className={css.unit}>
              Add it at Stripe with the events customer.subscription.created, .updated and .deleted, and
              choose snapshot payloads.
            </p>
            <div className={css.address}>
              <code>{webhook.url}</code>
              <Copy text={webhook.url} size="sm">
                Copy address
              </Copy>
            </div>
          </div>
          {webhook.by_setting && (
            <Note>Events are checked with the secret in this server’s own settings.</Note>
          )}
          <ul className={css.secrets} aria-label="Signing secrets">
            {webhook.secrets.map((secret) => (
              <SecretRow key={secret.id} secret={secret} />
            ))}
          </ul>
          <AddSecret isFirst={webhook.secrets.length === 0} />
        </div>
      )}
    </Panel>
  );
}

function AddSecret({ isFirst }: { isFirst: boolean }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const add = useSave({
    send: () => addSigningSecret(text),
    onDone: (webhook) => {
      setText('');
      queries.setQueryData(stripeQuery.queryKey, webhook);
    },
  });
  const problem = add.fieldProblem('secret');
  return (
    <Form onSend={add.run} className={css.add}>
      <PasswordInput
        className={css.field}
        label={isFirst ? 'Signing secret' : 'Another signing secret'}
        description="Stripe shows it with the endpoint; it begins with whsec_. It is never shown here again."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={problem}
        autoComplete="off"
        required
        withAsterisk={false}
      />
      {add.problem && !problem && <Note tone="bad">{add.problem}</Note>}
      <Button type="submit" variant="default" loading={add.isPending} disabled={text.trim() === ''}>
        Add secret
      </Button>
    </Form>
  );
}

function SecretRow({ secret }: { secret: SigningSecret }) {
  const [asking, setAsking] = useState(false);
  return (
    <li className={css.secret}>
      <div>
        <code>whsec_…{secret.ends}</code>
        <div className={css.unit}>
          added <When at={secret.added_at} /> by <span dir="auto">{secret.added_by}</span>
        </div>
      </div>
      <Button
        size="compact-md"
        variant="default"
        aria-label={`Remove the secret that ends in ${secret.ends}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      {asking && (
        <Confirm
          title={`Remove the secret that ends in ${secret.ends}?`}
          yes="Remove secret"
          danger
          send={() => removeSigningSecret(secret.id)}
          refresh={[stripeQuery.queryKey]}
          onClose={() => setAsking(false)}
        >
          What Stripe signs with it is refused from now on.
        </Confirm>
      )}
    </li>
  );
}
