/** `DEVICE_PAIR` is for machines; people read "Device pair". */
export function actionLabel(action: string): string {
  const text = action.toLowerCase().replaceAll(/[_.]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const NAMES: Record<string, string> = {
  rustdesk_id: 'RustDesk ID',
  old_id: 'Old RustDesk ID',
  ip: 'IP address',
};

/** The same for what else an entry knows. */
export const detailLabel = (key: string) => NAMES[key] ?? actionLabel(key);
