import { blocks, type Json, type Kind, locals, resources, stacks } from './outputs';

const OTHER = '9f1c1c0e-3f55-4a0b-9c3d-6a1d0d8a7f42';

/** Domains that somebody else has made. */
const isAdopted = ({ lifecycle }: Json): boolean => lifecycle?.ignore_changes === 'all';
const adopted = (edit: (domain: Json) => void): Kind =>
  resources('libvirt_domain', (domain) => {
    if (!isAdopted(domain)) return false;
    edit(domain);
    return true;
  });

const filters = (change: object): Kind => locals('adopted_filter', (filter) => ({ ...filter, ...change }));

/** Machines that an apply makes. */
const made = (stack: Json): string | undefined =>
  Object.entries<Json>(stack.resource.libvirt_domain ?? {}).find(([, domain]) => !isAdopted(domain))?.[0];

/** Cards of machines that stay as they were. */
function unfiltered(stack: Json): Json {
  const known = new Set(Object.values<Json>(stack.locals.adopted_filter ?? {}).map(({ mac }) => mac));
  const entries = Object.entries<Json>(stack.resource.libvirt_domain ?? {}).filter(([, domain]) => isAdopted(domain));
  const cards = entries.flatMap(([name, { devices }]) => devices.interfaces.map(({ mac }: Json) => ({ name, mac: mac.address })));
  const card = cards.find(({ mac }) => !known.has(mac));
  return card && { mac: card.mac, domain: stack.import.find(({ to }: Json) => to === `libvirt_domain.${card.name}`).id };
}

/** Mistakes in what is said of machines that are there already. */
export const ADOPTED: Readonly<Record<string, Kind>> = {
  'an adopted machine is not imported': blocks('import', () => undefined),
  'another domain is taken for an adopted machine': blocks('import', (block) => ({ ...block, id: OTHER })),
  'a machine that an apply makes is taken from what is there': stacks((stack) => {
    const name = made(stack);
    if (name === undefined) return false;
    stack.import = [...(stack.import ?? []), { to: `libvirt_domain.${name}`, id: OTHER }];
    return true;
  }),
  'an adopted machine may be changed': adopted(({ lifecycle }) => Object.assign(lifecycle, { ignore_changes: ['memory'] })),
  'an adopted machine may be removed': adopted(({ lifecycle }) => Object.assign(lifecycle, { prevent_destroy: false })),
  'an adopted machine has another address': adopted(({ devices }) =>
    Object.assign(devices.interfaces[0], { ip: [{ address: '192.0.2.9', family: 'ipv4' }] }),
  ),
  'no filter is put before an adopted machine': locals('adopted_filter', () => undefined),
  'a filter is put before another card': filters({ mac: '52:54:00:00:00:09' }),
  'a filter is put before another domain': filters({ domain: OTHER }),
  'another filter is put before an adopted machine': filters({ filter: 'other' }),
  'a filter for an adopted machine is told to another host': filters({ uri: 'qemu+tls://other.example/system' }),
  'a filter is put before a machine that was to stay as it was': stacks((stack) => {
    const card = unfiltered(stack);
    const [first] = Object.values<Json>(stack.locals.adopted_filter ?? {});
    if (!card || !first) return false;
    stack.locals.adopted_filter.other = { ...first, ...card };
    return true;
  }),
};
