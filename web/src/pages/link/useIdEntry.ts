import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { linkQuery } from '../../api/link';
import { fieldProblem } from '../../forms/explain';
import { bareId, type IdFormat, idProblem, isNumber } from '../../rustdesk/id';

interface IdEntry {
  format: IdFormat;
  /** The server's name of the field. */
  field: 'deviceId' | 'newRustDeskId';
  /** The ID that would change nothing. */
  current?: string;
  send: (id: string) => Promise<unknown>;
  onDone?: () => void;
}

/** One ID to type and send. What is wrong is said on sending, and at once only when more typing cannot mend it. */
export function useIdEntry({ format, field, current, send, onDone }: IdEntry) {
  const queries = useQueryClient();
  const [id, setId] = useState('');
  const [checked, setChecked] = useState(false);
  const request = useMutation({
    mutationFn: () => send(bareId(id)),
    onSuccess: async () => {
      await queries.invalidateQueries(linkQuery);
      onDone?.();
    },
  });
  const problem =
    bareId(id) === current ? 'This is the ID you have now. Type the other one.' : idProblem(id, format);
  const tell = checked || (isNumber(bareId(id)) && bareId(id).length > 9);
  return {
    id,
    request,
    bind: {
      value: id,
      onChange: (text: string) => {
        setId(text);
        setChecked(false);
        request.reset();
      },
      error: (tell ? problem : undefined) ?? fieldProblem(request.error, field),
    },
    submit: (event: FormEvent) => {
      event.preventDefault();
      setChecked(true);
      if (!problem) request.mutate();
    },
  };
}
