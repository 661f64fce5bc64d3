import { synthKubernetes, synthTerraform } from '../../src/testing';
import { type Difference, readLive, verify, verifyLive } from '../../src/verify';
import { adopted, UUID } from '../adoption-fixture';
import { resolved, type Yard, yard } from '../model/fixture';

type Json = ReturnType<typeof JSON.parse>;

function build(): Yard {
  const y = yard();
  adopted(y, 'wiki', { adopt: { uuid: UUID, filtered: true } });
  adopted(y, 'blog', { mac: '52:54:00:aa:bb:02', address: '10.1.8.41', adopt: { uuid: UUID.replace('25', '26') } });
  return y;
}

const { system } = build().system.resolve();
const terraform = synthTerraform(build().system);
const kubernetes = synthKubernetes(build().system);

function found(edit: (stack: Json) => void): readonly string[] {
  const edited = structuredClone(terraform) as Json;
  edit(edited['stacks/yard/cdk.tf.json']);
  const all = verify({ system, terraform: edited, kubernetes });
  return all.map(({ kind, text }) => `${kind}: ${text}`);
}

test('of machines that are there nothing is said, with filters and without', () => {
  expect(found(() => undefined)).toEqual([]);
});

test.each<[string, (stack: Json) => void, RegExp]>([
  ['that is not imported', (stack) => stack.import.pop(), /^missing: wiki: the domain 25cc.* is not imported$/],
  ['that is another', (stack) => (stack.import[1].id = 'x'), /^too-wide: wiki: another domain is taken for it: x, and not 25cc/],
  [
    'that an apply may change',
    (stack) => delete stack.resource.libvirt_domain.wiki.lifecycle,
    /^too-wide: wiki: an apply may change it or remove it/,
  ],
  ['without its filter', (stack) => delete stack.locals.adopted_filter.wiki, /^too-wide: wiki: its network card has no filter$/],
  [
    'with a filter that it was not to have',
    (stack) =>
      (stack.locals.adopted_filter.blog = {
        ...stack.locals.adopted_filter.wiki,
        domain: UUID.replace('25', '26'),
        mac: '52:54:00:aa:bb:02',
      }),
    /^missing: blog: a filter is put before its network card/,
  ],
  [
    'whose filter is put there by another script',
    (stack) => (stack.locals.virsh.adopted_filter = stack.locals.virsh.adopted_filter.replace('put "" --live', ':')),
    /^unreadable: .*adopted-filter.*it runs "update-device"/,
  ],
])('a machine %s', (_, edit, says) => {
  expect(found(edit).some((text) => says.test(text))).toBe(true);
});

test('one that has left must not be removed', () => {
  const { lock } = resolved((y) => adopted(y));
  const gone = {
    system: yard().system.resolve({ lock }).system,
    terraform: structuredClone(synthTerraform(yard().system, { lock })) as Json,
    kubernetes: synthKubernetes(yard().system, { lock }),
  };
  const judged = (): readonly string[] => verify(gone).map(({ text }) => text);
  expect(judged()).toEqual([]);
  delete gone.terraform['stacks/yard/cdk.tf.json'].removed;
  expect(judged()).toEqual(['wiki: it was adopted and has left, and an apply would remove it']);
});

describe('what runs', () => {
  const xml = (name: string, uuid: string, cards: string): string =>
    `<domain><name>${name}</name><uuid>${uuid}</uuid><devices>${cards}</devices></domain>`;
  const [stack] = Object.values(terraform) as Json[];
  const [{ source }] = stack.resource.libvirt_domain.wiki.devices.interfaces;
  const [type] = Object.keys(source) as ['bridge' | 'network'];
  const at = `<source ${type}='${source[type][type]}'/>`;
  const card = (mac: string, inside = ''): string => `<interface type='${type}'><mac address='${mac}'/>${at}${inside}</interface>`;
  const FILTER = "<filterref filter='yard-wiki'/>";
  const live = async (wiki: string, blog = card('52:54:00:AA:BB:02')): Promise<readonly Difference['text'][]> => {
    const state = await readLive(system, {
      run: async (_, args) => {
        if (args.includes('list')) return `${UUID}  wiki\n${UUID.replace('25', '26')}  blog\n`;
        if (args.includes('nwfilter-list')) return '1  clean-traffic\n2  yard-wiki\n';
        if (args.includes('nwfilter-dumpxml')) return stack.locals.filter_rules.wiki.xml;
        return args.at(-1) === UUID ? xml('wiki', UUID, wiki) : xml('blog', UUID.replace('25', '26'), blog);
      },
    });
    return verifyLive(system, terraform, state).map(({ text }) => text);
  };
  const OWN = '52:54:00:aa:bb:01';

  test('as it is described', async () => {
    expect(await live(card(OWN, FILTER))).toEqual([]);
  });

  test.each([
    ['somebody has taken the filter off', card(OWN), undefined, /^wiki: its network card has no filter$/],
    ['somebody has put another filter there', card(OWN, "<filterref filter='clean-traffic'/>"), undefined, /wiki: .*clean-traffic/],
    ['somebody has put a filter where none was', card(OWN, FILTER), card('52:54:00:aa:bb:02', FILTER), /^blog: a filter is put/],
    ['its card is another', card('52:54:00:aa:bb:07', FILTER), undefined, /^wiki: the machine is not in the output/],
  ])('%s', async (_, wiki, blog, says) => {
    expect((await live(wiki, blog)).some((text) => says.test(text))).toBe(true);
  });
});
