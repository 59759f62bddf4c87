import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { phoneSetupQuery } from '../../api/link';
import { explain } from '../../forms/explain';
import { PhoneSetup } from '../../rustdesk/PhoneSetup';
import { Loading } from '../../ui/Loading';
import { Note } from '../../ui/Note';
import { SupportPage } from './SupportPage';

export function PhonePage() {
  const { data, error } = useQuery(phoneSetupQuery);
  return (
    <SupportPage
      title="Set up a phone"
      lead="How a RustDesk app learns to report here. Afterwards the device appears among the unpaired by itself."
    >
      {error && <Note tone="bad">{explain(error)}</Note>}
      {!data && !error && <Loading rows={6} />}
      {data && !data.host && (
        <Note action={<Link to="/settings/rustdesk">Open the settings</Link>}>
          No ID server of your own is set, so the app stays with RustDesk’s public servers. Scanning the QR
          clears an ID server that the app was given before.
        </Note>
      )}
      {data && <PhoneSetup setup={data} />}
    </SupportPage>
  );
}
