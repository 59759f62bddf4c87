import { useQuery } from '@tanstack/react-query';
import { codeQuery } from '../../api/link';
import type { CustomerPage } from '../../api/types';
import { spelled } from '../../rustdesk/id';
import { Copy } from '../../ui/Copy';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import css from './Link.module.css';
import { explainLink, subscriptionInWords } from './words';

/** It is made when its customer first opens this page, and never changes. */
export function useOwnCode({ code, subscription }: CustomerPage) {
  const made = useQuery({ ...codeQuery, enabled: code === null && subscription.good });
  return { code: code ?? made.data?.code ?? null, error: made.error };
}

export function CodePanel({ page }: { page: CustomerPage }) {
  const { code, error } = useOwnCode(page);
  const { good } = page.subscription;
  return (
    <Panel title="Your personal code">
      {code && <TheCode code={code} />}
      {!code && good && !error && <Loading rows={1} />}
      {!code && !good && (
        <p className={css.quiet}>You get your code as soon as your subscription is active.</p>
      )}
      {error && <Note tone="bad">{explainLink(error)}</Note>}
      {good && <p className={css.quiet}>{subscriptionInWords(page.subscription)}</p>}
    </Panel>
  );
}

function TheCode({ code }: { code: string }) {
  return (
    <>
      <div className={css.code}>
        <bdi
          className={css.sign}
          role="img"
          aria-label={spelled(code)}
          translate="no"
          data-testid="personal-code"
        >
          {code}
        </bdi>
        <Copy text={code}>Copy code</Copy>
      </div>
      <p className={css.quiet}>
        <strong>It never changes.</strong> It is yours alone and says who you are when a device is linked.
        Tell it to support and to nobody else.
      </p>
    </>
  );
}
