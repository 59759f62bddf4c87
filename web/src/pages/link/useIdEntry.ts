import { useState } from 'react';
import { linkQuery } from '../../api/link';
import { useSave } from '../../forms/useSave';
import { bareId, type IdFormat, idProblem, isNumber } from '../../rustdesk/id';
import { linkWords } from './words';

interface IdEntry {
  format: IdFormat;
  /** The server's name of the field. */
  field: 'deviceId' | 'newRustDeskId';
  /** The ID that would change nothing. */
  current?: string;
  send: (id: string) => Promise<unknown>;
  onDone?: () => void;
}

/** The state of a form with one RustDesk ID. A problem is shown on sending, and while typing only when further typing cannot solve it. */
export function useIdEntry({ format, field, current, send, onDone }: IdEntry) {
  const [id, setId] = useState('');
  const [checked, setChecked] = useState(false);
  const save = useSave({
    send: () => send(bareId(id)),
    refresh: [linkQuery.queryKey],
    words: linkWords,
    onDone,
  });
  const problem =
    bareId(id) === current ? 'This is the ID you have now. Type the other one.' : idProblem(id, format);
  const tell = checked || (isNumber(bareId(id)) && bareId(id).length > 9);
  return {
    id,
    save,
    bind: {
      value: id,
      onChange: (text: string) => {
        setId(text);
        setChecked(false);
        save.reset();
      },
      error: (tell ? problem : undefined) ?? save.fieldProblem(field),
    },
    submit: () => {
      setChecked(true);
      if (!problem) save.run();
    },
  };
}
