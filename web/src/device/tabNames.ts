/** The name of the lock, of the channel and of the entry in the shared storage by which tabs agree. */
export const NAME = 'handfast-device';
/** How long, in milliseconds, a tab waits for another one's answer. */
export const QUESTION_TIME = 250;
