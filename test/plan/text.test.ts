import { nothingOf, type Plan, type PlanSide, planChanges, planMarkdown, planText } from '../../src/plan';
import { EDITS } from './edits';
import { sideOf } from './sides';

const { lock } = sideOf({});
const applied = sideOf({}, lock);
const planOf = (edit: Parameters<typeof sideOf>[0]): Plan => planChanges(applied, sideOf(edit, lock), { against: 'HEAD' });
const named = (name: string): Plan => planOf(EDITS[name] ?? {});

test('the words for who approves it', () => {
  const plan = planOf({
    facts: { ...EDITS['more memory for the database']?.facts, web: { image: 'registry.example/web:1.1.0' } },
    more: ({ policy, web, old }) => policy.allow(web, old, { because: 'stock' }),
  });
  expect(planText(plan, { width: 80 })).toBe(`What it does to apply works, after HEAD.

Machines
  db   restarted, disks kept: memory from 512 MiB to 768 MiB; it gets 2 minutes
       to shut down
  old  changed live: what its filter lets through

Workloads
  web  rolled: image from registry.example/web:1.0.0 to
       registry.example/web:1.1.0; NetworkPolicy allow-web-to-old new

Other objects in clusters
  EndpointSlice works/old, Service works/old
                                    created

Who may reach whom
  Declared flows
    + web may now reach old (VM) on tcp/1433 (stock)

New warnings
  - GUEST_OUTDATED at works/db: memory: inside it is set up with 512 MiB, the
    system says 768 MiB. That is told to a guest once, when it is first started:
    change the engine's settings that follow from it, by hand, then \`npx isthmus
    lock renew db\` and synthesize.

Commands
  1. terraform -chdir=cdktf.out/stacks/works apply
     machines, disks, networks and filters
  2. kubectl apply --server-side -f dist/
     the objects in the cluster
  Terraform first: old (VM) lets web in before it is asked.
`);
});

test('nothing to do', () => expect(planText(named('nothing'))).toBe('What it does to apply works, after HEAD: nothing changes.\n'));

test('what is lost is said before all else', () => {
  const text = planText(named('a database leaves with its data'));
  expect(text).toMatch(/^What it does to apply works, after HEAD\. DATA IS AT STAKE\.\n\nData\n {2}db\/data .*DATA AT STAKE\n/);
  expect(planMarkdown(named('a database leaves with its data'))).toMatch(
    /^### .*DATA IS AT STAKE\.\n\n\*\*Data is at stake:\*\*\n\n- db\/data: 1 GiB: moved/,
  );
});

test('no line is longer than the terminal, but for commands, addresses and flows', () => {
  const text = planText(named('another domain'), { width: 60 });
  const [things = ''] = text.split('\n\nCommands\n');
  expect(things.split('\n').filter((line) => line.length > 60)).toEqual([]);
});

test('addresses and fields where they are asked for', () => {
  const plan = named('another image of a service');
  expect(planText(plan)).not.toContain('(rolled)');
  expect(planText(plan, { verbose: true })).toContain(
    '  change Deployment works/web\n      spec.template.spec.containers[web].image (rolled)',
  );
  expect(planText(named('more memory for the database'), { verbose: true })).toContain(
    '  update libvirt_domain.db\n      memory (restart)',
  );
});

test('Markdown: what is changed first, the rest folded', () => {
  expect(planMarkdown(named('a flow from a pod to a machine'))).toBe(`### What it does to apply works, after HEAD.

**Machines**

| what | becomes | why, or how |
|---|---|---|
| old | **changed live** | what its filter lets through |

**Workloads**

| what | becomes | why, or how |
|---|---|---|
| web | **changed live** | NetworkPolicy allow-web-to-old new |

<details><summary>Other objects in clusters (2)</summary>

| what | becomes | why, or how |
|---|---|---|
| EndpointSlice works/old<br>Service works/old | **created** |  |

</details>

<details><summary>Who may reach whom</summary>

\`\`\`diff
Declared flows
+ web may now reach old (VM) on tcp/1433 (stock)
\`\`\`

</details>

<details><summary>Commands</summary>

\`\`\`sh
terraform -chdir=cdktf.out/stacks/works apply
kubectl apply --server-side -f dist/
\`\`\`

- Terraform first: old (VM) lets web in before it is asked.

</details>
`);
});

test('text of users stays text', () => {
  const evil = '</details><script>alert(1)</script> `x` | **y** \n\n# z ```';
  const plan = planOf({ more: ({ policy, web, old }) => policy.allow(web, old, { because: evil }) });
  const markdown = planMarkdown(plan);
  // In a block that it cannot end.
  const fences = [...markdown.matchAll(/^(`{3,})\w*$/gm)].map(([, fence]) => fence);
  expect(Math.max(...fences.map((fence) => fence?.length ?? 0))).toBeGreaterThan(3);
  const outside = markdown.replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '');
  expect(outside).not.toContain('<script>');
  const kept = planOf({
    facts: EDITS['a disk leaves with its data']?.facts,
    more: (works) => works.retire('old/papers', { keepData: false, because: evil }),
  });
  expect(planMarkdown(kept)).not.toContain('<script>');
});

describe('the first apply', () => {
  const first = planChanges(nothingOf(applied.system), applied);

  test('is all of it, and begins with init', () => {
    expect(first.against).toBeUndefined();
    expect(first.machines.map(({ does }) => does)).toEqual(['created', 'created', 'created', 'created']);
    expect(first.prerequisites).toEqual(applied.system.prerequisites);
    expect(first.steps.map(({ run }) => run)).toEqual([
      'terraform -chdir=cdktf.out/stacks/works init && terraform -chdir=cdktf.out/stacks/works apply',
      'kubectl apply --server-side -f dist/',
    ]);
  });

  test('leaves flows to the command that shows them', () => expect(planText(first)).toContain('`npx isthmus policy` shows it'));
});

describe('commands', () => {
  const commands = (name: string): readonly string[] =>
    named(name).steps.map(({ run }) => run.replace('-chdir=cdktf.out/stacks/works ', ''));

  test('of one half, where only one is concerned', () => {
    expect(commands('more memory for the database')).toEqual(['terraform apply']);
    expect(commands('another image of a service')).toEqual(['kubectl apply --server-side -f dist/']);
  });

  test('what is withdrawn goes after what takes its place, and before what it led to', () => {
    expect(commands('a machine leaves')).toEqual([
      'kubectl apply --server-side -f dist/',
      'kubectl delete endpointslice.discovery.k8s.io app -n works',
      'kubectl delete networkpolicy.networking.k8s.io allow-web-to-app -n works',
      'kubectl delete service app -n works',
      'terraform apply',
    ]);
  });

  test('machines are shut down before their network is made anew', () => {
    expect(commands('another MTU')).toEqual([
      "virsh -c 'qemu:///system' shutdown works-app",
      "virsh -c 'qemu:///system' shutdown works-door",
      "virsh -c 'qemu:///system' shutdown works-old",
      'terraform apply',
    ]);
  });

  test('what the server would refuse is deleted first, and its pods stay', () => {
    expect(commands('another order of pods')).toEqual([
      'kubectl delete statefulset.apps queue -n works --cascade=orphan',
      'kubectl apply --server-side -f dist/',
    ]);
  });

  test('another backend, another version of the provider', () => {
    const [place = '', configuration = {}] = Object.entries(applied.terraform)[0] ?? [];
    const withTerraform = (terraform: object): PlanSide => ({
      ...applied,
      terraform: { [place]: { ...configuration, terraform, output: {} } },
    });
    const given = { backend: { local: { path: 'a' } }, required_providers: { libvirt: { version: '0.9.7' } } };
    const init = (after: object): string | undefined =>
      planChanges(withTerraform(given), {
        ...withTerraform({ ...given, ...after }),
        terraform: { [place]: { ...configuration, terraform: { ...given, ...after } } },
      }).steps[0]?.run.replace(/-chdir=\S+ /g, '');
    expect(init({ backend: { s3: {} } })).toBe('terraform init -migrate-state && terraform apply');
    expect(init({ required_providers: { libvirt: { version: '0.9.8' } } })).toBe('terraform init -upgrade && terraform apply');
  });
});

test('an address that becomes somebody else’s: nobody is led there by mistake', () => {
  const passed = (side: PlanSide, name: string, address: string): PlanSide => ({
    ...side,
    system: {
      ...side.system,
      machines: side.system.machines.map((machine) => (machine.name === name ? { ...machine, nic: { ...machine.nic, address } } : machine)),
    },
  });
  const address = applied.system.machines.find(({ name }) => name === 'app')?.nic.address ?? '';
  const gone = passed(sideOf({ ...EDITS['a machine gives way to another'] }, lock), 'reports', address);
  const { steps, order } = planChanges(applied, gone);
  expect(order.withdrawFirst).toEqual([`${address} was app's and becomes reports's`]);
  expect(steps.map(({ run }) => run.split(' ').slice(0, 2).join(' '))).toEqual([
    'kubectl delete',
    'kubectl delete',
    'kubectl delete',
    'terraform -chdir=cdktf.out/stacks/works',
    'kubectl apply',
  ]);
});
