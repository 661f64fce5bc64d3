import { sha256 } from './digest';

/**
 * A MAC address in QEMU's range (52:54:00, locally administered) that follows from a name.
 * @param attempt raised when the address is taken already
 */
export function macFor(name: string, attempt = 0): string {
  const digest = sha256(`${name}#${attempt}`);
  return ['52', '54', '00', digest.slice(0, 2), digest.slice(2, 4), digest.slice(4, 6)].join(':');
}

export const isMac = (text: string): boolean => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text);

/** The lowest bit of the first byte says that it is many (IEEE 802), and all zeros are nobody's. */
export const isOfOneCard = (mac: string): boolean => Number.parseInt(mac.slice(0, 2), 16) % 2 === 0 && mac !== '00:00:00:00:00:00';
