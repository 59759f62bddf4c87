import { Link } from '@tanstack/react-router';

/** To the device's own page: who is connected, and what happened to it. */
export function DeviceLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to="/devices/$deviceId" params={{ deviceId: id }} dir="auto">
      {name}
    </Link>
  );
}
