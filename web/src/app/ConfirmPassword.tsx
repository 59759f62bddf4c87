import { Button, Group, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { confirmWithPasskey, hasPasskeys } from '../api/passkeys';
import { secondFactorQuery } from '../api/secondFactor';
import { confirmByCode, confirmSession } from '../api/session';
import { signInMethodsQuery, startConfirmation } from '../api/singleSignOn';
import { useSave } from '../forms/useSave';
import { Note } from '../ui/Note';
import { PasswordDialog } from './PasswordDialog';
import { useSignedIn } from './useSession';

type Answer = (typed: boolean) => void;

/** Before something that gives lasting access, or ends it: by the password, by the second factor, or at the provider that signed in. */
export function ConfirmPassword({ answer }: { answer: Answer }) {
  const { person, can, company_only } = useSignedIn();
  const mayHaveCodes = can.includes('second_factor.look');
  const factor = useQuery({ ...secondFactorQuery, enabled: mayHaveCodes, refetchOnMount: 'always' });
  const methods = useQuery({ ...signInMethodsQuery, refetchOnMount: 'always' });
  if (methods.isPending || (mayHaveCodes && factor.isPending)) return null;
  const byPasskey = Boolean(factor.data?.passkeys.length);
  const byCode = byPasskey || Boolean(factor.data?.totp);
  const provider = methods.data?.confirm_by;
  // A session that a company's provider opened is confirmed there alone, whatever else the account has.
  if (provider && (company_only || !methods.data?.password))
    return <AtProvider name={provider} answer={answer} />;
  const how = byPasskey
    ? 'use a passkey or type a code'
    : byCode
      ? 'type a code of your app'
      : 'type your password again';
  return (
    <PasswordDialog
      key={String(byCode)}
      title="Confirm that it is you"
      why={`This is a far-reaching step, so please ${how}.`}
      email={person.email}
      byCode={byCode}
      hasApp={Boolean(factor.data?.totp)}
      passkey={byPasskey && hasPasskeys() ? confirmWithPasskey : undefined}
      onPasskey={() => answer(true)}
      check={byCode ? confirmByCode : confirmSession}
      onDone={() => answer(true)}
      onLeave={() => answer(false)}
      yes="Confirm"
      no="Cancel"
      words={{ WRONG_PASSWORD: 'This is not your password.' }}
    />
  );
}

/** Leaves the page: what was being done has to be done again afterwards. */
function AtProvider({ name, answer }: { name: string; answer: Answer }) {
  const start = useSave({
    send: () => startConfirmation(window.location.pathname + window.location.search),
    onDone: (url) => window.location.assign(url),
  });
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title="Confirm that it is you"
      closeOnClickOutside={false}
      withCloseButton={false}
      zIndex={400}
    >
      <div style={{ display: 'grid', gap: 16 }}>
        <span>
          This is a far-reaching step, so <bdi translate="no">{name}</bdi> asks for your password once more.
          You then come back to this page; do this again within five minutes.
        </span>
        {start.problem && <Note tone="bad">{start.problem}</Note>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => answer(false)}>
            Cancel
          </Button>
          <Button loading={start.isPending || start.isDone} onClick={() => start.run()} data-autofocus>
            Continue
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
