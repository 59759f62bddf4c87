import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { confirmTotp, secondFactorQuery } from '../../api/secondFactor';
import { Form } from '../../forms/Form';
import { FormEnd } from '../../forms/FormEnd';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import css from './Account.module.css';
import { RecoveryCodes } from './RecoveryCodes';

interface TurnOnProps {
  secret: string;
  qr_svg: string;
  onClose: (isOn: boolean) => void;
}

export function TurnOn({ secret, qr_svg, onClose }: TurnOnProps) {
  const [code, setCode] = useState('');
  const queries = useQueryClient();
  const close = () => {
    void queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
    onClose(true);
  };
  const confirm = useSave({
    send: () => confirmTotp(code),
    // Beside a passkey, the recovery codes that came with it stay valid.
    onDone: ({ codes }) => codes.length === 0 && close(),
  });
  const leave = () => onClose(false);
  if (confirm.result?.codes.length) return <RecoveryCodes codes={confirm.result.codes} onClose={close} />;
  return (
    <Dialog title="Add an app for codes" onClose={leave} closeOnClickOutside={false}>
      <Form onSend={confirm.run} style={{ display: 'grid', gap: 18 }}>
        <span>Scan this with an authenticator app, or type the key into it.</span>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
          alt="QR code for your authenticator app"
          width={220}
          height={220}
          style={{ justifySelf: 'center' }}
        />
        <div className={css.token} translate="no" data-testid="totp-secret">
          {secret.match(/.{1,4}/g)?.join(' ')}
        </div>
        <TextInput
          label="Code"
          description="The six digits that the app shows now."
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={20}
          data-autofocus
          required
          withAsterisk={false}
        />
        <FormEnd save={confirm} onCancel={leave}>
          Turn on
        </FormEnd>
      </Form>
    </Dialog>
  );
}
