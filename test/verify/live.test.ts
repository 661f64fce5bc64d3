import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Difference, type LiveState, readLive, verifyLive } from '../../src/verify';
import { READ_KINDS } from '../../src/verify/kubernetes/readers';
import { LIVE_KINDS } from '../../src/verify/live';
import { Resources } from '../../src/verify/terraform/resources';
import { readSteps } from '../../src/verify/terraform/steps';
import { STACK, writeReferenceOutputs } from './reference-outputs';

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
  /** As libvirt prints it: another order of attributes, and masks as numbers. */
  const dumped = (): Map<string, string> => {
    const steps = readSteps(new Resources(readFileSync(join(pristine, STACK), 'utf8')));
    const texts = steps
      .filter(({ command }) => command.includes('nwfilter-define'))
      .map(({ variables, variable }) =>
        variables
          .filter((name) => name.startsWith('XML'))
          .map(variable)
          .join(''),
      );
    return new Map(
      texts.map((text) => [
        /name='([^']+)'/.exec(text)?.[1] ?? '',
        text.replace(/<rule ([^>]*)><ip ([^/]*)\/><\/rule>/g, '<rule $1>\n    <ip $2/>\n  </rule>'),
      ]),
    );
  };
  const state = (filters = dumped(), list = objects()): LiveState => ({
    filters: [...filters.values()],
    domains: new Map(),
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

  test('answers that are none', () => {
    expect(
      live({ filters: ['oops'], domains: new Map(), guests: new Map(), objects: new Map([['k8s', ['{']]]) }).map(({ text }) => text),
    ).toEqual(
      expect.arrayContaining([expect.stringMatching(/^XML that is not well-formed/), expect.stringMatching(/^cluster k8s: not JSON/)]),
    );
  });

  test('is asked for whatever is read of files, but for pods, which those that keep them stand for', () => {
    const resource = (kind: string): string => {
      const [group = '', name = ''] = kind.toLowerCase().split('/');
      return `${name.replace(/([^aeiou])y$/, '$1ie')}s${group === '' ? '' : `.${group}`}`;
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

  test('is asked of virsh and kubectl, for reading only', async () => {
    const asked: string[] = [];
    const filters = dumped();
    const found = await readLive(system, {
      contexts: { k8s: 'production' },
      guests: false,
      run: async (program, args) => {
        asked.push([program, ...args].join(' '));
        if (program === 'virsh') return filters.get(args.at(-1) ?? '') ?? '';
        if (args.includes('secrets') || args.includes('configmaps')) return '{"kind":"List","apiVersion":"v1","items":[]}';
        const served = ['namespaces', 'services', 'networkpolicies.networking.k8s.io', 'kongconsumers.configuration.konghq.com', 'secrets'];
        return args.includes('api-resources') ? `${served.join('\n')}\n` : objects();
      },
    });
    expect(asked).toEqual([
      ...system.machines.map(({ nic }) => `virsh -q -c qemu:///system nwfilter-dumpxml ${nic.filter?.name}`),
      'kubectl --context production api-resources --verbs=list -o name',
      'kubectl --context production get namespaces,services,kongconsumers.configuration.konghq.com,networkpolicies.networking.k8s.io -A -o json',
      'kubectl --context production get configmaps -l isthmus/files-of -A -o json',
      'kubectl --context production get secrets -l konghq.com/credential=acl -A -o json',
    ]);
    expect(live(found)).toEqual([]);
  });
});
