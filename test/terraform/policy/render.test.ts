import type { ResolvedFilter } from '../../../src/model/resolved';
import { FilterCompiler } from '../../../src/terraform';
import { aFlow, aMachine, aSubnet, aSystem, end, tcp } from '../fixture';
import { resourceOf, runStep, synth } from '../synth';

const db = aMachine('db', 'data', '10.10.10.11');
const subnets = [aSubnet('data', '10.10.10.0/24')];
const from = (index: number, because: string) =>
  aFlow(end('machine', `m${index}`), end('machine', 'db'), [tcp(5432)], {
    source: [`172.16.${index >> 8}.${index & 255}/32`],
    destination: ['10.10.10.11/32'],
    because: [because],
  });
const system = aSystem({ subnets, machines: [db], flows: [from(1, `needs \${x}, %{y}, $PATH & "quotes"`)] });
const json = synth(system);

it('is defined as it was compiled, whatever its words', () => {
  const run = runStep(json, 'filter-rules', { key: 'db' });
  expect(run).toMatchObject({ status: 0, calls: ['nwfilter-define /dev/stdin'] });
  expect(run.input.toString()).toBe(new FilterCompiler(system).compile(db).xml);
  expect(run.input.toString()).toContain(`needs \${x}, %{y}, $PATH &#38; &#34;quotes&#34;`);
});

it('is handed over in parts that Linux takes', () => {
  const large = { ...system, flows: Array.from({ length: 400 }, (_, index) => from(index, 'because '.repeat(30))) };
  const run = runStep(synth(large), 'filter-rules', { key: 'db' });
  expect(run.input.length).toBeGreaterThan(2 * 131_072);
  expect(run.input.toString()).toBe(new FilterCompiler(large).compile(db).xml);
});

it('is defined anew when a rule changes, with the domain as it was', () => {
  const changed = synth({ ...system, flows: [...system.flows, from(2, 'new')] });
  expect(changed.resource).toEqual(json.resource);
  expect(changed.locals.filter_rules.db).not.toEqual(json.locals.filter_rules.db);
  expect({ ...changed.locals, filter_rules: {} }).toEqual({ ...json.locals, filter_rules: {} });
});

it('is defined anew for a change of its text, and when its owner was made anew', () => {
  expect(resourceOf(json, 'terraform_data', 'filter-rules')).toMatchObject({
    for_each: `\${local.filter_rules}`,
    triggers_replace: { xml: `\${each.value.xml}` },
    lifecycle: { replace_triggered_by: ['terraform_data.filter[each.key]'] },
  });
});

it('is removed in the end, if it is there', () => {
  const { uuid } = db.nic.filter as ResolvedFilter;
  const destroy = (list: string) => runStep(json, 'filter', { key: 'db', when: 'destroy', answers: { 'nwfilter-list': list } });
  expect(destroy(` ${uuid}  shop-db\n`)).toMatchObject({ status: 0, calls: ['nwfilter-list', `nwfilter-undefine ${uuid}`] });
  expect(destroy(' 0  other\n')).toMatchObject({ status: 0, calls: ['nwfilter-list'] });
});
