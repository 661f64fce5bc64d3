/** RFC 1035 label: what Kubernetes, DNS and libvirt all accept as a name. */
export const isLabel = (text: string): boolean => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);

/** Characters of a name in DNS (RFC 1035, 2.3.4: 255 octets on the wire). */
export const LONGEST_DOMAIN = 253;

/** Dotted labels: a domain, and what most objects of Kubernetes may be called. */
export const isDomain = (text: string): boolean =>
  text.length <= LONGEST_DOMAIN && text.split('.').every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));

/**
 * A domain that can be the name of a host. What ends in a number is none: programs make the address 10.0.0.1 of `10.1` (WHATWG, URL:
 * "ends in a number").
 */
export const isHostName = (text: string): boolean => isDomain(text) && !/(^|\.)(\d+|0x[0-9a-f]*)$/.test(text);

/** What a part of a Secret's or a ConfigMap's data may be called. */
export const isKey = (text: string): boolean => /^[A-Za-z0-9._-]{1,253}$/.test(text);

/** What `useradd` takes for an account or a group on every distribution. */
export const isAccount = (text: string): boolean => /^[a-z_][a-z0-9_-]{0,31}$/.test(text);

/** Whether a text is the whole name of a unit of systemd. */
export const isUnit = (name: string): boolean => /^[A-Za-z0-9:_.@-]+\.(service|socket|timer|path|target|mount)$/.test(name);

/** Orders by code point: the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An array of one or more out of one or more. */
export const asArray = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

/** Entries in an order that does not tell how they were written. */
export const entriesInOrder = <T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(map).sort(([a], [b]) => compareText(a, b));

/** A copy whose order does not tell how it was written. */
export const inKeyOrder = <T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> => Object.fromEntries(entriesInOrder(map));

/** What of a free name can be part of a derived one: letters, digits and single hyphens. Empty when it has none of the former. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/**
 * Text of which Kubernetes makes just this text: it takes `$(NAME)` for a variable and `$$` for one dollar sign, in values, commands and
 * arguments (k8s.io/kubernetes, third_party/forked/golang/expansion).
 */
export const asItIs = (text: string): string => text.replace(/\$+(?=\()|\${2,}/g, (dollars) => dollars + dollars);

/** Text in which nothing is half a character: encoders throw at these. */
export const asWholeCharacters = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** Part of a URI; half a character stays, and is refused where the whole is checked. */
export const asUriPart = (text: string): string => text.replace(/\P{Cs}+/gu, (whole) => encodeURIComponent(whole));

/** As one word of a shell, whatever is in it. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
