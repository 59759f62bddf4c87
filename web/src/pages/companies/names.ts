const plain = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase();

/** Whether somebody typed this name; capitals and spaces do not matter. */
export const isSameName = (typed: string, name: string) => plain(typed) === plain(name);
