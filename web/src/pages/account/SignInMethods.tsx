import { useQuery } from '@tanstack/react-query';
import { signInMethodsQuery } from '../../api/singleSignOn';
import { useSignedIn } from '../../app/useSession';
import { Panel } from '../../ui/Panel';
import { When } from '../../ui/When';
import css from './Account.module.css';

/** The providers that sign somebody in; nothing for the many who only have a password. */
export function SignInMethods() {
  const { company_only, tenant } = useSignedIn();
  const { data } = useQuery(signInMethodsQuery);
  if (!data?.providers.length) return null;
  return (
    <Panel
      title="Single sign-on"
      lead={
        company_only && tenant
          ? `You are signed in by the provider of ${tenant.name}, for this company alone.`
          : 'These providers sign you in.'
      }
    >
      <ul className={css.providers}>
        {data.providers.map(({ issuer, company, connected_at }) => (
          <li key={`${company} ${issuer}`}>
            <bdi translate="no">{new URL(issuer).host}</bdi>, for{' '}
            {company ? <bdi translate="no">{company}</bdi> : 'all your companies'}, since{' '}
            <When at={connected_at} />
          </li>
        ))}
      </ul>
      {!data.password && (
        <p className={css.hint}>
          Your account has no password. You can choose one with “Forgot your password?” on the sign-in page.
        </p>
      )}
    </Panel>
  );
}
