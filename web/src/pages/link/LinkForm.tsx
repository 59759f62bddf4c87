import { Button } from '@mantine/core';
import { linkDevice } from '../../api/link';
import type { CustomerPage } from '../../api/types';
import { IdField } from '../../rustdesk/IdField';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { useOwnCode } from './CodePanel';
import css from './Link.module.css';
import { useIdEntry } from './useIdEntry';
import { explainLink } from './words';

const LENGTH = { strict9: '9 digits', known: '6 to 10 digits', any: '6 to 10 digits' };

export function LinkForm({ page }: { page: CustomerPage }) {
  const { code } = useOwnCode(page);
  const entry = useIdEntry({
    format: page.id_format,
    field: 'deviceId',
    send: (id) => linkDevice(code ?? '', id),
  });
  return (
    <Panel title="Which device?" lead="Support then knows that it is yours when you ask for help.">
      <form onSubmit={entry.submit} className={css.form} noValidate>
        <IdField
          size="lg"
          label="RustDesk ID of the device"
          names={page.id_format !== 'strict9'}
          description={`${LENGTH[page.id_format]}; the blanks are put in for you.`}
          {...entry.bind}
        />
        {entry.request.error && <Note tone="bad">{explainLink(entry.request.error)}</Note>}
        <Button type="submit" size="lg" loading={entry.request.isPending} disabled={!code}>
          Link device
        </Button>
      </form>
    </Panel>
  );
}
