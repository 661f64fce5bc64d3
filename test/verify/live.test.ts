import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Difference, type LiveState, readLive, verifyLive } from '../../src/verify';
import { READ_KINDS } from '../../src/verify/kubernetes/readers';
import { LIVE_KINDS } from '../../src/verify/live';
import { asVirshPrints } from './as-virsh-prints';
import { writeReferenceOutputs } from './reference-outputs';

const { system, pristine, remove } = writeReferenceOutputs();

afterAll(remove);

describe('what runs', () => {
  const objects = (): string => {
    const items = readdirSync(join(pristine, 'dist')).flatMap((file) =>
      readFileSync(join(pristine, 'dist', file), 'utf8')
        .split(/^---$/m)
        .map((text) => parse(text) as { metadata: object }),
    );
    const stored = items.map((item) => ({ ...item, metadata: { ...item.metadata, uid: '1', resourceVersion: '2' }, status: {} }));
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: stored });
  };
  const printed = asVirshPrints(join(pristine, 'cdktf.out'));
  const dumped = (): Map<string, string> => new Map(printed.filters);
  /** By name of the machine, which is not always libvirt's. */
  const domains = (edit: (xml: string, machine: string) => string | undefined = (xml) => xml): Map<string, string> =>
    new Map(
      system.machines.flatMap(({ name, objectName }): [string, string][] => {
        const xml = edit(printed.domains.get(objectName) ?? '', name);
        return xml === undefined ? [] : [[name, xml]];
      }),
    );
  const state = (filters = dumped(), list = objects(), found = domains()): LiveState => ({
    filters: [...filters.values()],
    domains: found,
    guests: new Map(),
    objects: new Map([['k8s', [list]]]),
  });
  const live = (found: LiveState): readonly Difference[] => verifyLive(system, join(pristine, 'cdktf.out'), found);

  test('is judged like files', () => {
    expect(live(state())).toEqual([]);
  });

  test('a filter that was changed by hand', () => {
    const filters = dumped();
    filters.set(
      'shop-lb-1',
      (filters.get('shop-lb-1') ?? '').replace(
        `priority='1000'/>`,
        `priority='1000'/><rule action='accept' direction='in' priority='2'><ip protocol='tcp' dstportstart='8404'/></rule>`,
      ),
    );
    expect(live(state(filters)).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^lb-1: it lets in tcp 8404, .*which no flow allows/),
    ]);
  });

  test('a policy that was deleted', () => {
    const list = JSON.parse(objects());
    list.items = list.items.filter(
      ({ metadata }: { metadata: { name: string } }) => metadata.name !== 'allow-order-service-to-database-vm',
    );
    expect(live(state(dumped(), JSON.stringify(list))).map(({ kind, about }) => [kind, about])).toEqual([
      ['missing', 'order-service-to-database-vm'],
    ]);
  });

  const [machine] = system.machines;
  const told = (edit: (xml: string) => string | undefined): readonly string[] =>
    live(
      state(
        dumped(),
        objects(),
        domains((xml, name) => (name === machine?.name ? edit(xml) : xml)),
      ),
    ).map(({ text }) => text);
  const card = /( *<interface [\s\S]*?<\/interface>\n)/;

  test.each([
    ['its filter was taken off', (xml: string) => xml.replace(/ *<filterref .*\n/, ''), 'its network card has no filter'],
    ['it has the filter of another', (xml: string) => xml.replace(/filterref filter='[^']*'/, "filterref filter='shop-lb-1'"), ''],
    [
      'it is on another network',
      (xml: string) => xml.replace(/source network='[^']*'/, "source network='default'"),
      'the network "default"',
    ],
    [
      'it is on a bridge',
      (xml: string) => xml.replace("type='network'", "type='bridge'").replace(/source network='[^']*'/, "source bridge='br9'"),
      '',
    ],
    ['it was put past filters', (xml: string) => xml.replace("type='network'", "type='direct'"), 'of the type direct'],
    ['it was taken out', (xml: string) => xml.replace(card, ''), ''],
    [
      'another was put in',
      (xml: string) => xml.replace(card, (own) => own + own.replace(/mac address='..:..:../, "mac address='52:54:99")),
      '',
    ],
    [
      'another was put in, without a filter',
      (xml: string) => {
        const further = (own: string) => own.replace(/mac address='..:..:../, "mac address='52:54:99").replace(/ *<filterref .*\n/, '');
        return xml.replace(card, (own) => own + further(own));
      },
      'it has a further card 52:54:99',
    ],
    ['it is there twice', (xml: string) => xml.replace(card, '$1$1'), 'one MAC address'],
    ['the machine was undefined', () => undefined, `has no domain ${machine?.objectName}`],
  ])('a card by hand: %s', (_what, edit, says) => {
    const texts = told(edit);
    expect(texts).toContainEqual(expect.stringContaining(`${machine?.name}: `));
    expect(texts).toContainEqual(expect.stringContaining(says));
  });

  test('answers that are none', () => {
    expect(
      live({ filters: ['oops'], domains: domains(), guests: new Map(), objects: new Map([['k8s', ['{']]]) }).map(({ text }) => text),
    ).toEqual(
      expect.arrayContaining([expect.stringMatching(/^XML that is not well-formed/), expect.stringMatching(/^cluster k8s: not JSON/)]),
    );
  });

  test('is asked for whatever is read of files, but for pods, which those that keep them stand for', () => {
    const resource = (kind: string): string => {
      const [group = '', name = ''] = kind.toLowerCase().split('/');
      return `${name.replace(/([^aeiou])y$/, '$1ie').replace(/ss$/, 'sse')}s${group === '' ? '' : `.${group}`}`;
    };
    const asked = new Set(LIVE_KINDS);
    expect(READ_KINDS.filter((kind) => !asked.has(resource(kind)))).toEqual([
      // Those with files of pods alone.
      '/ConfigMap',
      '/Pod',
      'apps/ReplicaSet',
      '/Secret',
    ]);
  });

  test('of a CronJob are not the runs that it has made', () => {
    const run = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'nightly-1',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: '1' }],
      },
      spec: { template: { metadata: { labels: { app: 'stranger' } }, spec: { hostNetwork: true, containers: [] } } },
    };
    const list = JSON.parse(objects());
    const found = (job: object) => live(state(dumped(), JSON.stringify({ ...list, items: [...list.items, job] })));
    expect(found(run)).toEqual([]);
    expect(found({ ...run, metadata: { ...run.metadata, ownerReferences: [] } })).not.toEqual([]);
  });

  test('a role whose rules the server has put together from those of others is judged by them', () => {
    const group = 'rbac.authorization.k8s.io';
    const role = {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'edit' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${group}/aggregate-to-edit`]: 'true' } }] },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }],
    };
    const binding = {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'editors', namespace: 'shop' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', name: 'order-service', namespace: 'shop' }],
    };
    const list = JSON.parse(objects());
    const found = (...more: object[]) => live(state(dumped(), JSON.stringify({ ...list, items: [...list.items, ...more] })));
    expect(found(role)).toEqual([]);
    expect(found(role, binding)).not.toEqual([]);
  });

  test('is asked of virsh and kubectl, for reading only', async () => {
    const asked: string[] = [];
    const found = await readLive(system, {
      contexts: { k8s: 'production' },
      guests: false,
      run: async (program, args) => {
        asked.push([program, ...args].join(' '));
        if (program === 'virsh') return printed.answer(args.slice(3)) ?? '';
        if (args.includes('secrets') || args.includes('configmaps')) return '{"kind":"List","apiVersion":"v1","items":[]}';
        const served = ['namespaces', 'services', 'networkpolicies.networking.k8s.io', 'kongconsumers.configuration.konghq.com', 'secrets'];
        return args.includes('api-resources') ? `${served.join('\n')}\n` : objects();
      },
    });
    expect(asked).toEqual([
      ...system.hosts.flatMap(({ name: host, virshUri }) => {
        const own = system.machines.filter((each) => each.host === host);
        return [
          `virsh -q -c ${virshUri} list --all --name --uuid`,
          `virsh -q -c ${virshUri} nwfilter-list`,
          ...own.map(({ objectName }) => `virsh -q -c ${virshUri} dumpxml ${objectName}`),
          ...own.map(({ nic }) => `virsh -q -c ${virshUri} nwfilter-dumpxml ${nic.filter?.name}`),
        ];
      }),
      'kubectl --context production api-resources --verbs=list -o name',
      'kubectl --context production get namespaces,services,kongconsumers.configuration.konghq.com,networkpolicies.networking.k8s.io -A -o json',
      'kubectl --context production get configmaps -l isthmus/files-of -A -o json',
      'kubectl --context production get secrets -l konghq.com/credential=acl -A -o json',
    ]);
    expect(live(found)).toEqual([]);
  });
});
