import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { companySignInQuery, removeProvider } from '../../api/singleSignOn';
import type { CompanySignIn } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { explain } from '../../forms/explain';
import { Copy } from '../../ui/Copy';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { ProviderForm } from './ProviderForm';
import css from './Settings.module.css';

/** The OpenID provider by which the people of the company sign in. */
export function SingleSignOn() {
  const { data, error } = useQuery(companySignInQuery);
  return (
    <Panel
      title="Single sign-on"
      lead="Your people sign in at the OpenID provider of your company, such as Microsoft Entra, Google or Keycloak."
    >
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!data && !error && <Loading rows={3} />}
      {data && <Provider signIn={data} />}
    </Panel>
  );
}

function Provider({ signIn }: { signIn: CompanySignIn }) {
  const { provider } = signIn;
  const [isOpen, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  if (!provider && !isOpen) {
    return (
      <div className={css.add}>
        <Button variant="default" onClick={() => setOpen(true)}>
          Set up single sign-on
        </Button>
      </div>
    );
  }
  return (
    <div className={css.form}>
      <Addresses signIn={signIn} />
      <ProviderForm provider={provider} />
      {provider && (
        <div className={css.add}>
          <Button variant="default" onClick={() => setRemoving(true)}>
            Remove single sign-on
          </Button>
        </div>
      )}
      {provider && removing && (
        <Confirm
          title={`Remove ${provider.name}?`}
          yes="Remove"
          danger
          send={removeProvider}
          refresh={[companySignInQuery.queryKey]}
          onClose={() => setRemoving(false)}
        >
          Whoever is signed in by it is signed out. Those who have no password can choose one with “Forgot
          your password?”.
        </Confirm>
      )}
    </div>
  );
}

function Addresses({ signIn }: { signIn: CompanySignIn }) {
  return (
    <>
      <Address
        title="Redirect URI"
        what="Register a confidential web client at the provider, with this address."
        url={signIn.redirect_uri}
      />
      <Address
        title="Back-channel logout"
        what="Optional: with it, signing out at the provider also signs out here."
        url={signIn.backchannel_logout_uri}
      />
      <Address title="Sign-in page" what="Give this address to your people." url={signIn.sign_in_url} />
    </>
  );
}

function Address({ title, what, url }: { title: string; what: string; url: string }) {
  return (
    <div>
      <strong>{title}</strong>
      <p className={css.unit}>{what}</p>
      <div className={css.address}>
        <code>{url}</code>
        <Copy text={url} size="sm">
          Copy address
        </Copy>
      </div>
    </div>
  );
}
