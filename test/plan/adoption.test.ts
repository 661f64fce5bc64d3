import { type LegacyVmProps, Size } from '../../src/model';
import { type MachineChange, planChanges, terraformDisagreements } from '../../src/plan';
import { adopted, UUID } from '../adoption-fixture';
import { vm, yard } from '../model/fixture';
import { sideOfSystem } from './sides';

const side = (props?: Partial<LegacyVmProps>, lock?: Parameters<typeof sideOfSystem>[1]): ReturnType<typeof sideOfSystem> => {
  const y = yard();
  vm(y, 'web');
  if (props) adopted(y, 'wiki', props);
  return sideOfSystem(y.system, lock);
};
const filtered = { adopt: { uuid: UUID, filtered: true } };

function said(
  before: Partial<LegacyVmProps> | undefined,
  after: Partial<LegacyVmProps> | undefined,
): readonly Omit<MachineChange, 'addresses'>[] {
  const first = side(before);
  return planChanges(first, side(after, first.lock)).machines.map(({ addresses: _, ...rest }) => rest);
}
const RUNS_ON = 'it runs on as it is, and Terraform takes note of it';
const CLOSES = 'a filter is put before its network card: from then on what no flow is about is dropped';
const OPENS = 'its network card has no filter any more: whoever reaches its network reaches it';

test('a machine that is there is taken note of', () => {
  expect(said(undefined, {})).toEqual([{ name: 'wiki', does: 'adopted', notes: [RUNS_ON] }]);
  expect(said(undefined, filtered)).toEqual([{ name: 'wiki', does: 'adopted', notes: [RUNS_ON, CLOSES] }]);
});

test('filters come and go while it runs', () => {
  expect(said({}, filtered)).toEqual([{ name: 'wiki', does: 'changed-live', notes: [CLOSES] }]);
  expect(said(filtered, {})).toEqual([{ name: 'wiki', does: 'changed-live', notes: [OPENS] }]);
});

test('what is said of it changes nothing of it', () => {
  expect(said({}, { memory: Size.gibibytes(1), cpus: 4 })).toEqual([]);
});

test('it is left as it is when it leaves', () => {
  expect(said({}, undefined)).toEqual([{ name: 'wiki', does: 'removed', notes: ['it runs on, and Terraform forgets it'] }]);
  expect(said(filtered, undefined)).toEqual([{ name: 'wiki', does: 'removed', notes: ['it runs on, and Terraform forgets it', OPENS] }]);
});

test("Terraform's own plan is compared by what it imports", () => {
  const first = side();
  const plan = planChanges(first, side({}, first.lock));
  const real = (change: object) => ({
    resource_changes: [{ address: 'libvirt_domain.wiki', mode: 'managed', change }],
    output_changes: { addresses: { actions: ['update'] }, digest: { actions: ['update'] } },
  });
  expect(terraformDisagreements(plan, real({ actions: ['no-op'], importing: { id: UUID } }))).toEqual([]);
  expect(terraformDisagreements(plan, real({ actions: ['update'], importing: { id: UUID } }))).toMatchObject([
    { about: 'libvirt_domain.wiki', here: 'import', there: 'update' },
  ]);
});
