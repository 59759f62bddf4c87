import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type IssuedBatch, issueCodes } from '../../api/invites';
import { Dialog } from '../../ui/Dialog';
import { Loading } from '../../ui/Loading';
import { useNarrow } from '../../ui/useNarrow';
import { dialogOpened, remember } from './issued';
import { NoCode } from './NoCode';
import { OneCode } from './OneCode';
import { SeveralCodes } from './SeveralCodes';

interface PairDialogProps {
  /** A code made earlier, to be shown once more. */
  initial?: IssuedBatch;
  onClose: () => void;
}

/** Asks nothing: it opens with a fresh code. Closing it leaves the code alive in the list. */
export function PairDialog({ initial, onClose }: PairDialogProps) {
  const { batch, issue } = useIssuing(initial);
  const one = batch?.codes.length === 1 ? batch.codes[0] : undefined;
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
      {!issue.isPending && issue.error && <NoCode error={issue.error} retry={() => issue.mutate(1)} />}
      {!issue.isPending && !issue.error && batch && one && (
        <OneCode
          key={one.id}
          code={one}
          clockOffset={batch.clockOffset}
          onNew={() => issue.mutate(1)}
          onSeveral={(count) => issue.mutate(count)}
          onDone={onClose}
        />
      )}
      {!issue.isPending && !issue.error && batch && !one && (
        <SeveralCodes batch={batch} onDone={onClose} onOne={() => issue.mutate(1)} />
      )}
    </Dialog>
  );
}

function useIssuing(initial: IssuedBatch | undefined) {
  const queries = useQueryClient();
  const [batch, setBatch] = useState(initial);
  const issue = useMutation({
    mutationFn: issueCodes,
    onSuccess: (issued) => {
      remember(issued);
      setBatch(issued);
      void queries.invalidateQueries({ queryKey: ['invites'] });
    },
  });
  const asked = useRef(initial !== undefined);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    issue.mutate(1);
  }, [issue.mutate]);
  return { batch, issue };
}
