import { useQuery } from '@tanstack/react-query';
import { confirmWithPasskey, hasPasskeys } from '../api/passkeys';
import { secondFactorQuery } from '../api/secondFactor';
import { confirmByCode, confirmSession } from '../api/session';
import { PasswordDialog } from './PasswordDialog';
import { useSignedIn } from './useSession';

/** Before something that gives lasting access, or ends it: by the password, or by the second factor of whoever has one. */
export function ConfirmPassword({ answer }: { answer: (typed: boolean) => void }) {
  const { person } = useSignedIn();
  const { data, isPending } = useQuery({ ...secondFactorQuery, refetchOnMount: 'always' });
  if (isPending) return null;
  const byPasskey = Boolean(data?.passkeys.length);
  const byCode = byPasskey || Boolean(data?.totp);
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
      hasApp={Boolean(data?.totp)}
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
