/** Blanks, and every kind of dash that a keyboard or a text may put between the groups. */
const BETWEEN = /[\s\p{Dash_Punctuation}._]/gu;

/** Of the shortest codes that a company can choose. */
const FEWEST_SIGNS = 7;

/** What somebody typed or pasted; of a whole link it is the part that is the code. */
export const codeIn = (text: string) => text.slice(text.lastIndexOf('#') + 1).trim();

/** Whether something is missing for certain, so that no attempt has to be spent to learn it. */
export const isTooShort = (text: string) => codeIn(text).replace(BETWEEN, '').length < FEWEST_SIGNS;
