/** The list with the item, or without it. */
export const toggled = (list: string[], item: string, on: boolean) =>
  on ? [...list, item] : list.filter((other) => other !== item);
