import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeviceRequest, LetIn } from '../../api/deviceGrants';
import { serverNow } from '../../api/serverTime';
import { useMay, useSession } from '../../app/useSession';
import { useFragmentToken } from '../../forms/fragment';
import { Empty } from '../../ui/Empty';
import { Page } from '../../ui/Page';
import { Panel } from '../../ui/Panel';
import { codeIn } from './code';
import { Approved, Denied, Over } from './Ends';
import { EnterCode } from './EnterCode';
import { Review } from './Review';
import { explainEnd, WHO_MAY } from './words';

export function ActivatePage() {
  const { tenant, device_codes } = useSession();
  const may = useMay();
  if (!may('grant.approve')) return <NotYours company={tenant.name} />;
  if (device_codes === 'off') return <SwitchedOff company={tenant.name} maySwitch={may('tenant.change')} />;
  return <FromTheLink isFilledIn={device_codes === 'prefilled'} />;
}

/** A link can be sent by anybody. What it carries is filled in only where the company wants it, and is never looked up by itself. */
function FromTheLink({ isFilledIn }: { isFilledIn: boolean }) {
  const linked = useFragmentToken();
  return <Steps key={linked} linked={linked === null ? null : codeIn(linked)} isFilledIn={isFilledIn} />;
}

type Step =
  | { at: 'code'; filledIn: string; isIgnored: boolean }
  | { at: 'review'; code: string; asking: DeviceRequest; endsAt: number }
  | { at: 'approved'; letIn: LetIn }
  | { at: 'denied' }
  | { at: 'over'; why: string };

function Steps({ linked, isFilledIn }: { linked: string | null; isFilledIn: boolean }) {
  const first: Step = {
    at: 'code',
    filledIn: (isFilledIn && linked) || '',
    isIgnored: !isFilledIn && linked !== null,
  };
  const [step, setStep] = useState<Step>(first);
  const again = () => setStep({ at: 'code', filledIn: '', isIgnored: false });
  const review = (code: string, asking: DeviceRequest, endsAt = endOf(asking)) =>
    setStep({ at: 'review', code, asking, endsAt });
  return (
    <>
      <VisuallyHidden role="status">{outcomeOf(step)}</VisuallyHidden>
      {step.at === 'code' && <EnterCode {...step} onFound={(code, asking) => review(code, asking)} />}
      {step.at === 'review' && (
        <Review
          {...step}
          onLookedAgain={(code, asking) => review(code, asking, step.endsAt)}
          onApproved={(letIn) => setStep({ at: 'approved', letIn })}
          onDenied={() => setStep({ at: 'denied' })}
          onOver={(error) => setStep({ at: 'over', why: explainEnd(error) })}
          onLeave={again}
        />
      )}
      {step.at === 'approved' && <Approved {...step.letIn} onAgain={again} />}
      {step.at === 'denied' && <Denied onAgain={again} />}
      {step.at === 'over' && <Over why={step.why} onAgain={again} />}
    </>
  );
}

const endOf = ({ expires_in_seconds }: DeviceRequest) => serverNow() + expires_in_seconds * 1000;

/** For screen readers, beside the heading to which the focus moves. */
function outcomeOf(step: Step): string {
  if (step.at === 'approved') return `${step.letIn.device_name} is connected.`;
  if (step.at === 'denied') return 'The device was turned down.';
  return step.at === 'over' ? step.why : '';
}

function NotYours({ company }: { company: string }) {
  return (
    <Page title="You cannot approve devices">
      <Panel>
        <Empty title="Somebody else has to do this" action={<Link to="/account">Go to your account</Link>}>
          <p>
            At <bdi>{company}</bdi> {WHO_MAY} can. Ask one of them to open this address and to type the code
            that the device shows.
          </p>
        </Empty>
      </Panel>
    </Page>
  );
}

function SwitchedOff({ company, maySwitch }: { company: string; maySwitch: boolean }) {
  return (
    <Page title="Codes from devices are switched off">
      <Panel>
        <Empty
          title={`${company} lets no device in by a code that it shows`}
          action={
            maySwitch ? (
              <Link to="/settings/pairing">Open the settings</Link>
            ) : (
              <Link to="/devices">Go to the devices</Link>
            )
          }
        >
          <p>
            {maySwitch
              ? 'You can switch it on in the settings. The device keeps its code for ten minutes, then it shows a new one.'
              : 'An owner or admin can switch it on in the settings. Until then pair the device with a code that you make under Devices.'}
          </p>
        </Empty>
      </Panel>
    </Page>
  );
}
