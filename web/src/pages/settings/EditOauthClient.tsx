import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import { useState } from 'react';
import { NAME_LENGTH } from '../../api/limits';
import { changeOauthClient, createOauthClient, OAUTH_CLIENT_KEYS } from '../../api/oauthClients';
import type { OauthClient } from '../../api/types';
import { isMember, useSignedIn } from '../../app/useSession';
import css from '../../forms/choices.module.css';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useFields } from '../../forms/useFields';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { TokenReady } from '../../ui/TokenReady';

const KINDS = [
  { value: 'public', label: 'Public, without a secret' },
  { value: 'confidential', label: 'Confidential, with a secret' },
];
const DEVICES = [
  { value: 'any', label: 'Any device' },
  { value: 'same_network', label: 'Only in the network of whoever approves it' },
  { value: 'registered', label: 'Only devices whose keys were registered' },
];
const WAITS = [
  { value: '0', label: 'It does not wait' },
  { value: '10', label: 'Up to 10 seconds' },
  { value: '20', label: 'Up to 20 seconds' },
  { value: '30', label: 'Up to 30 seconds' },
];

interface EditOauthClientProps {
  /** The one to change; without it, a new one is registered. */
  client?: OauthClient;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

export function EditOauthClient({ client, onClose, returnTo }: EditOauthClientProps) {
  const ofCompany = isMember(useSignedIn());
  const form = useForm(client, onClose);
  const { values, bind, save } = form;
  if (form.secret)
    return (
      <TokenReady
        name={values.name.trim()}
        token={form.secret}
        what="Secret"
        onClose={onClose}
        returnTo={returnTo}
      >
        Copy it now. It is shown only this once.
      </TokenReady>
    );
  return (
    <Dialog
      title={client ? `Edit ${client.name}` : 'Register an OAuth client'}
      onClose={onClose}
      returnTo={returnTo}
      closeOnClickOutside={false}
      size="lg"
    >
      <Form onSend={save.run} style={{ display: 'grid', gap: 18 }}>
        <TextInput
          label="Name"
          description="Whoever approves a device sees it."
          required
          withAsterisk={false}
          maxLength={NAME_LENGTH}
          data-autofocus
          {...bind('name')}
          error={save.fieldProblem('name')}
        />
        {!client && !ofCompany && (
          <TextInput
            label="Client ID"
            description="3 to 64 small letters, digits and hyphens. Leave it empty for a random one."
            maxLength={64}
            spellCheck={false}
            autoCapitalize="none"
            {...bind('id')}
            error={save.fieldProblem('id')}
          />
        )}
        {!client && (
          <NativeSelect
            label="Kind"
            description="Public if it runs on the devices themselves: nobody can keep a secret there."
            data={KINDS}
            {...bind('kind')}
          />
        )}
        <Lists form={form} />
        <NativeSelect
          label="Which devices may be approved"
          data={DEVICES}
          {...bind('allowed_devices')}
          error={save.fieldProblem('allowed_devices')}
        />
        <Switches form={form} />
        <NativeSelect
          label="A poll waits for the approval"
          description="Unless the program says so itself. A device then learns at once that it is approved."
          data={WAITS.some(({ value }) => value === values.wait) ? WAITS : [...WAITS, other(values.wait)]}
          {...bind('wait')}
          error={save.fieldProblem('wait_seconds')}
        />
        <FormEnd save={save} onCancel={onClose}>
          {client ? 'Save' : 'Register'}
        </FormEnd>
      </Form>
    </Dialog>
  );
}

const other = (seconds: string) => ({ value: seconds, label: `Up to ${seconds} seconds` });

type ClientForm = ReturnType<typeof useForm>;

function Lists({ form: { values, set, save } }: { form: ClientForm }) {
  return (
    <>
      <Textarea
        label="Scopes"
        description="What its devices may be given, separated by blanks."
        autosize
        spellCheck={false}
        autoCapitalize="none"
        value={values.scopes}
        onChange={(event) => set('scopes', event.currentTarget.value)}
        error={save.fieldProblem('scopes')}
      />
      <Textarea
        label="Resource servers"
        description="https addresses of the programs that its tokens are for, separated by blanks. Without any, the tokens are for this server."
        autosize
        spellCheck={false}
        autoCapitalize="none"
        value={values.audiences}
        onChange={(event) => set('audiences', event.currentTarget.value)}
        error={save.fieldProblem('audiences')}
      />
    </>
  );
}

const SWITCHES = [
  {
    name: 'requires_dpop',
    label: 'Devices must have a key of their own',
    description: 'A token that is stolen is then useless elsewhere (DPoP, RFC 9449).',
  },
  {
    name: 'shows_number',
    label: 'Its devices can show a number',
    description: 'Whoever approves one compares it, if the company asks for that.',
  },
  {
    name: 'exchanges',
    label: 'Paired devices may get its tokens',
    description: 'A device that is paired already exchanges its credential (RFC 8693).',
  },
] as const;

function Switches({ form: { checked, check } }: { form: ClientForm }) {
  return (
    <fieldset className={css.list}>
      <legend>What it can do</legend>
      {SWITCHES.map(({ name, label, description }) => (
        <Checkbox
          key={name}
          label={label}
          description={description}
          checked={checked[name]}
          onChange={(event) => check(name, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}

const words = (text: string) => text.split(/\s+/).filter(Boolean);

function useForm(client: OauthClient | undefined, onClose: () => void) {
  const fields = useFields({
    name: client?.name ?? '',
    id: '',
    kind: 'public',
    scopes: client?.scopes.join(' ') ?? '',
    audiences: client?.audiences.join('\n') ?? '',
    allowed_devices: client?.allowed_devices ?? 'any',
    wait: String(client?.wait_seconds ?? 0),
  });
  const [checked, setChecked] = useState({
    requires_dpop: client?.requires_dpop ?? false,
    shows_number: client?.shows_number ?? false,
    exchanges: client?.exchanges ?? false,
  });
  const check = (name: keyof typeof checked, value: boolean) =>
    setChecked((before) => ({ ...before, [name]: value }));
  const { values } = fields;
  const chosen = {
    name: values.name.trim(),
    scopes: words(values.scopes),
    audiences: words(values.audiences),
    allowed_devices: values.allowed_devices as OauthClient['allowed_devices'],
    wait_seconds: Number(values.wait),
    ...checked,
  };
  const save = useSave({
    send: async () => {
      if (client) {
        await changeOauthClient(client.id, { ...chosen, version: client.version });
        return null;
      }
      const made = await createOauthClient({
        ...chosen,
        confidential: values.kind === 'confidential',
        ...(values.id.trim() && { id: values.id.trim() }),
      });
      return made.secret;
    },
    refresh: OAUTH_CLIENT_KEYS,
    onDone: (secret) => secret ?? onClose(),
    words: {
      VERSION_CONFLICT:
        'Someone else changed this client while you were typing. Cancel, look at it, and try again.',
    },
  });
  return { ...fields, checked, check, save, secret: save.result };
}
