import type { ResolvedHost, ResolvedMachine } from '../resolved';

/** What machines can be kept from sharing. */
type Domain = NonNullable<ResolvedMachine['placement']['apartBy']>;

/** What is asked of a host, described or resolved. */
type Placed = Pick<ResolvedHost, 'name'> & { readonly zone?: string | undefined };

/** What fails together: all on one host, or all hosts of one zone. A host without a zone is one of its own. */
export const DOMAINS: { readonly [D in Domain]: { readonly of: (host: Placed) => string; readonly word: string } } = {
  host: { of: ({ name }) => `host ${name}`, word: 'host' },
  zone: { of: ({ name, zone }) => (zone === undefined ? `host ${name}` : `zone ${zone}`), word: 'zone' },
};
