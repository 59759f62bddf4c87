import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { issueCodes } from '../../api/pairingCodes';
import type { IssuedCode } from '../../api/types';
import { useSave } from '../../forms/useSave';
import { Dialog } from '../../ui/Dialog';
import { Loading } from '../../ui/Loading';
import { useNarrow } from '../../ui/useNarrow';
import { dialogOpened, remember } from './issued';
import { NoCode } from './NoCode';
import { OneCode } from './OneCode';
import { SeveralCodes } from './SeveralCodes';

interface PairDialogProps {
  /** A code made earlier, to be shown once more. */
  initial?: IssuedCode;
  onClose: () => void;
}

/** Opens with a new code, without a question before it. After closing, the code stays valid and stands in the list. */
export function PairDialog({ initial, onClose }: PairDialogProps) {
  const { codes, issue } = useIssuing(initial);
  const one = codes?.length === 1 ? codes[0] : undefined;
  const narrow = useNarrow();
  useEffect(dialogOpened, []);
  return (
    <Dialog
      title="Pair a device"
      size={820}
      fullScreen={narrow}
      onClose={onClose}
      closeOnClickOutside={false}
    >
      {issue.isPending && <Loading rows={6} />}
      {!issue.isPending && issue.error && <NoCode error={issue.error} retry={() => issue.run(1)} />}
      {!issue.isPending && !issue.error && one && (
        <OneCode
          key={one.id}
          code={one}
          onNew={() => issue.run(1)}
          onSeveral={(count) => issue.run(count)}
          onDone={onClose}
        />
      )}
      {!issue.isPending && !issue.error && codes && !one && (
        <SeveralCodes codes={codes} onDone={onClose} onOne={() => issue.run(1)} />
      )}
    </Dialog>
  );
}

function useIssuing(initial: IssuedCode | undefined) {
  const queries = useQueryClient();
  const [codes, setCodes] = useState(initial && [initial]);
  const issue = useSave({
    send: issueCodes,
    onDone: (issued) => {
      remember(issued);
      setCodes(issued);
      void queries.invalidateQueries({ queryKey: ['pairing-codes'] });
    },
  });
  const asked = useRef(initial !== undefined);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    issue.run(1);
  }, [issue.run]);
  return { codes, issue };
}
