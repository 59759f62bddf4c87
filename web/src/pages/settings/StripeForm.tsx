import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addSigningSecret, removeSigningSecret, stripeQuery } from '../../api/stripe';
import type { SigningSecret } from '../../api/types';
import { explain, fieldProblem } from '../../forms/explain';
import { Confirm } from '../../ui/Confirm';
import { Copy } from '../../ui/Copy';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Settings.module.css';

/** Where Stripe sends its events, and whose signature is believed. */
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
  const add = useMutation({
    mutationFn: () => addSigningSecret(text),
    onSuccess: (webhook) => {
      setText('');
      queries.setQueryData(stripeQuery.queryKey, webhook);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const problem = fieldProblem(add.error, 'secret');
  return (
    <form onSubmit={submit} className={css.add}>
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
      {add.error && !problem && <Note tone="bad">{explain(add.error)}</Note>}
      <Button type="submit" variant="default" loading={add.isPending} disabled={text.trim() === ''}>
        Add secret
      </Button>
    </form>
  );
}

function SecretRow({ secret }: { secret: SigningSecret }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    await removeSigningSecret(secret.id);
    await queries.invalidateQueries({ queryKey: stripeQuery.queryKey });
  };
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
          act={remove}
          explain={explain}
          onClose={() => setAsking(false)}
        >
          What Stripe signs with it is refused from now on.
        </Confirm>
      )}
    </li>
  );
}
