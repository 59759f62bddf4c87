/** What somebody typed as the most a company may have. An empty field sets no limit; undefined is no number. */
export function readLimit(text: string): number | null | undefined {
  const typed = text.replace(/[\s,.'’]/g, '');
  if (typed === '') return null;
  return /^\d+$/.test(typed) ? Number(typed) : undefined;
}

export const NOT_A_NUMBER = 'Type a whole number, or leave it empty.';
