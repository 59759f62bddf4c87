/** The name of the lock, and of the channel or storage entry by which tabs send messages. */
export const NAME = 'handfast-device';
/** How long, in milliseconds, a tab waits for another one's answer. */
export const QUESTION_TIME = 250;
