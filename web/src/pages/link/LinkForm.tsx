import { Button } from '@mantine/core';
import { linkDevice } from '../../api/link';
import type { CustomerPage } from '../../api/types';
import { Form } from '../../forms/Form';
import { IdField } from '../../rustdesk/IdField';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { useOwnCode } from './CodePanel';
import css from './Link.module.css';
import { useIdEntry } from './useIdEntry';

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
      <Form onSend={entry.submit} className={css.form} noValidate>
        <IdField
          size="lg"
          label="RustDesk ID of the device"
          names={page.id_format !== 'strict9'}
          description={`${LENGTH[page.id_format]}; the spaces are added for you.`}
          {...entry.bind}
        />
        {entry.save.problem && <Note tone="bad">{entry.save.problem}</Note>}
        <Button type="submit" size="lg" loading={entry.save.isPending} disabled={!code}>
          Link device
        </Button>
      </Form>
    </Panel>
  );
}
