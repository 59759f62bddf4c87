/** `DEVICE_PAIR` is for machines; people read "Device pair". */
export function actionLabel(action: string): string {
  const text = action.toLowerCase().replaceAll(/[_.]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
