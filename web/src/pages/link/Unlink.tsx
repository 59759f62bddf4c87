import { linkQuery, unlinkDevice } from '../../api/link';
import type { OwnLink } from '../../api/types';
import { Confirm } from '../../forms/Confirm';
import { grouped } from '../../rustdesk/id';
import { linkWords } from './words';

export function Unlink({ link, onClose }: { link: OwnLink; onClose: () => void }) {
  return (
    <Confirm
      title={`Unlink ${grouped(link.rustdesk_id)}?`}
      yes="Unlink device"
      no="Keep it"
      danger
      send={unlinkDevice}
      refresh={[linkQuery.queryKey]}
      words={linkWords}
      onClose={onClose}
    >
      Support no longer sees that <strong dir="auto">{link.name || grouped(link.rustdesk_id)}</strong> is
      yours, and somebody else may link it. RustDesk itself keeps working, and your code stays the same.
    </Confirm>
  );
}
