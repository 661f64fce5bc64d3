import { existsSync } from 'node:fs';
import { KINDS, unions } from '../structure/kinds';
import { VARIETIES } from '../verify/varieties';

/** Kinds that stand in no system whose outputs mistakes are made in, and the test that verifies, or compares, what becomes of them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'src/model/resolved/add-on.ts AddOnName: flannel': 'test/model/problems/problems.test.ts',
  'src/model/resolved/backup.ts ResolvedBackupTarget: s3': 'test/verify/first-boot.test.ts',
  'src/model/resolved/flow.ts FlowOrigin: api-server': 'test/both-outputs/access.test.ts',
  'src/model/resolved/gateway.ts ResolvedPathRewrite.replaces: all': 'test/properties/gateways.ts',
};

/** Kinds of things that outputs are made for, whoever answers for them. */
const THINGS = /^src\/model\/resolved\/.* (EngineName|MachineKind|GuestRole|SubnetMode|ClusterKind)$/;

/** Words, and names of fields, that stand anywhere in what systems are resolved to. */
function wordsIn(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    into.add(key);
    wordsIn(each, into);
  }
}

test('every kind that `verify` answers for stands in a system whose outputs mistakes are made in', () => {
  const found = new Set<string>();
  for (const build of Object.values(VARIETIES)) wordsIn(build().resolve().system, found);
  const asked = unions.filter(
    ({ key }) => THINGS.test(key) || (/^src\/model\/(resolved|values)\//.test(key) && KINDS[key]?.includes('verify')),
  );
  expect(asked.length).toBeGreaterThan(20);
  const missing = asked.flatMap(({ key, words }) => words.filter((word) => !found.has(word)).map((word) => `${key}: ${word}`));
  expect(missing.filter((each) => !Object.hasOwn(ELSEWHERE, each))).toEqual([]);
  expect(Object.keys(ELSEWHERE).filter((each) => !missing.includes(each))).toEqual([]);
  expect(Object.values(ELSEWHERE).filter((file) => !existsSync(file))).toEqual([]);
});
