import { TextInput } from '@mantine/core';
import { exemptDevice } from '../../api/support';
import { useFields } from '../../forms/useFields';
import { endOfDay } from './days';
import type { DeviceDialogProps } from './deviceDialog';
import { FormDialog } from './FormDialog';

export function ExemptDevice({ device, onClose, returnTo }: DeviceDialogProps) {
  const { values, bind } = useFields({ reason: '', until: '' });
  return (
    <FormDialog
      title={`Exempt ${device.name} from pairing`}
      yes="Exempt"
      send={() => exemptDevice(device.id, values.reason.trim(), endOfDay(values.until))}
      onClose={onClose}
      returnTo={returnTo}
    >
      {(fieldProblem) => (
        <>
          <span>
            It leaves the list of unpaired devices and is counted as grandfathered. Who did it, and why, is
            written to the audit log.
          </span>
          <TextInput
            label="Reason"
            description="Such as “Screen in our own shop”."
            maxLength={200}
            required
            withAsterisk={false}
            data-autofocus
            {...bind('reason')}
            error={fieldProblem('reason')}
          />
          <TextInput
            type="date"
            label="Last day"
            description="Leave it empty for no end."
            {...bind('until')}
            error={fieldProblem('until')}
          />
        </>
      )}
    </FormDialog>
  );
}
