import { notifications } from '@mantine/notifications';

/** For acts without a form to show the reason in. It stays until someone has read it. */
export function tellFailure(title: string, reason: string): void {
  notifications.show({ title, message: reason, color: 'red.8', autoClose: false, role: 'alert' });
}
