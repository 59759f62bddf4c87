/** `K7QX4M` reads and types better as `K7Q-X4M`. */
export function inGroups(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)}-${code.slice(half)}`;
}

export const spelled = (code: string) => [...code].join(' ');

/** The address to type by hand, without what a person need not type. */
export const shortAddress = (url: string) => `${new URL(url).host}/pair`;

/** An address at which a machine reaches nobody but itself. */
export const isLoopback = (hostname: string) =>
  /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
