import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import type { DeviceRequest } from '../../api/deviceGrants';
import { Facts } from '../../ui/Facts';
import { ahead } from '../../ui/format';
import { Note } from '../../ui/Note';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { useNow } from '../../ui/useNow';
import { ageInWords } from '../approve/words';
import { announcement } from '../pair/useCountdown';
import css from './Activate.module.css';
import { Answer, type AnswerProps } from './Answer';
import { networkInWords, riskInWords, scopeInWords } from './words';

/** What asks, in the words that matter for the decision, and the decision. */
export function Review(props: AnswerProps) {
  const { asking } = props;
  const device = asking.device_name || 'A device without a name';
  return (
    <Page
      title="Is this device in front of you?"
      lead={
        <>
          <bdi>{asking.client_name}</bdi> on <bdi>{device}</bdi> asks to join <bdi>{asking.company.name}</bdi>
          .
        </>
      }
    >
      <div className={css.columns}>
        <div className={css.asking}>
          <Panel title={device}>
            <Facts facts={factsOf(props)} />
            <MayDo scopes={asking.scopes} company={asking.company.name} />
          </Panel>
          <Warning asking={asking} />
        </div>
        <Answer {...props} />
      </div>
      <TimeLeft endsAt={props.endsAt} onOver={props.onOver} />
    </Page>
  );
}

function factsOf({ asking, endsAt }: AnswerProps): [string, ReactNode][] {
  return [
    ['App', asking.client_name],
    ['Device', asking.platform || 'Unknown'],
    ['Network address', networkInWords(asking)],
    ['Asked', ageInWords(asking.age_seconds)],
    ['Expires', <Until key="until" endsAt={endsAt} />],
  ];
}

function Until({ endsAt }: { endsAt: number }) {
  return ahead(new Date(endsAt).toISOString(), useNow());
}

/** Ends the question when its time is over, and says at a few points how much is left. */
function TimeLeft({ endsAt, onOver }: Pick<AnswerProps, 'endsAt' | 'onOver'>) {
  const left = endsAt - useNow(1000);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  return <VisuallyHidden role="status">{announcement(left)}</VisuallyHidden>;
}

function MayDo({ scopes, company }: { scopes: string[]; company: string }) {
  return (
    <div className={css.may}>
      <h3>It may then</h3>
      <ul>
        <li>
          Work as a device of <bdi>{company}</bdi>
        </li>
        {scopes.map((scope) => (
          <li key={scope}>
            {scopeInWords(scope)} <code translate="no">{scope}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Warning({ asking }: { asking: DeviceRequest }) {
  return (
    <Note tone="warn">
      <div className={css.warning}>
        <strong>Only approve if you started this on a device in front of you.</strong>
        <span>Never do it because somebody asked you to, by phone, mail or chat.</span>
        {asking.risks.length > 0 && (
          <ul className={css.risks} aria-label="What is unusual">
            {asking.risks.map((risk) => (
              <li key={risk}>{riskInWords(risk, asking)}</li>
            ))}
          </ul>
        )}
      </div>
    </Note>
  );
}
