import { useQueryClient } from '@tanstack/react-query';
import { linkQuery, unlinkDevice } from '../../api/link';
import type { OwnLink } from '../../api/types';
import { grouped } from '../../rustdesk/id';
import { Confirm } from '../../ui/Confirm';
import { explainLink } from './words';

export function Unlink({ link, onClose }: { link: OwnLink; onClose: () => void }) {
  const queries = useQueryClient();
  const act = async () => {
    await unlinkDevice();
    await queries.invalidateQueries(linkQuery);
  };
  return (
    <Confirm
      title={`Unlink ${grouped(link.rustdesk_id)}?`}
      yes="Unlink device"
      no="Keep it"
      danger
      act={act}
      explain={explainLink}
      onClose={onClose}
    >
      Support no longer sees that <strong dir="auto">{link.name || grouped(link.rustdesk_id)}</strong> is
      yours, and somebody else may link it. RustDesk itself keeps working, and your code stays the same.
    </Confirm>
  );
}
