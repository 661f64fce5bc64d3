import { relative, resolve } from 'node:path';
import ts from 'typescript-5';
import { OWN_WORDS, unions } from '../structure/kinds';

/** Unions that are read off the text of the sources. What a compiler takes for one besides is here, with what answers for its members. */
const OTHERS: Readonly<Record<string, string>> = {
  'src/cli/entry.ts Described': 'one system, or several',
  'src/doctor/asking.ts Answer': 'what one call answers to its caller',
  'src/model/edge/route.ts Route': 'what users make: the kinds are those of RouteKind',
  'src/model/edge/backend.ts RouteTarget': 'classes: the ends of flows by class',
  'src/model/edge/traffic-policy.ts TrafficTarget': 'classes: the ends of flows by class',
  'src/model/kinds/first-boot/sources.ts PackageSource': 'classes: two that the same is asked of',
  'src/model/policy/policy.ts Receiver': 'classes: the ends of flows by class',
  'src/model/policy/policy.ts Sender': 'classes: the ends of flows by class',
  'src/model/resolved/container.ts ResolvedArgument': 'some of another union',
  'src/model/resolved/container.ts ResolvedHook': 'some of another union',
  'src/model/resolved/end.ts EndKind': 'words of other unions',
  'src/model/resolved/end.ts EndName': 'what tells the members of another union apart',
  'src/model/resolved/placement.ts ResolvedDisruption': 'one of two props of one object',
  'src/model/edge/balancer-backend.ts Backend': 'classes: the ends of flows by class',
  'src/model/workload/database-vm.ts LoginSource': 'classes: the ends of flows by class',
  'src/model/workload/monitoring.ts Scraper': 'classes: the ends of flows by class',
  'src/report/graph/view.ts Box': 'two shapes that are drawn alike',
  'src/testing/matchers/subject.ts Subject': 'forms in which users have the same',
};

/** Aliases of types that the compiler takes for unions of words, or of objects: those that are written as unions, not those that follow from others. */
function writtenUnions(): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    'src/tsconfig.json',
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (!config) throw new Error('src/tsconfig.json cannot be read');
  const files = config.fileNames.filter((name) => relative('.', name).startsWith('src/'));
  const program = ts.createProgram(files, { ...config.options, noEmit: true, composite: false, incremental: false });
  const checker = program.getTypeChecker();
  const isKind = (type: ts.Type): boolean => {
    const members = type.isUnion() ? type.types.filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0) : [];
    if (members.length < 2) return false;
    return members.every((member) => member.isStringLiteral()) || members.every(({ flags }) => (flags & ts.TypeFlags.Object) !== 0);
  };
  return program.getSourceFiles().flatMap((source) => {
    const file = relative('.', resolve(source.fileName));
    if (!file.startsWith('src/') || OWN_WORDS.some((folder) => file.startsWith(folder))) return [];
    const aliases = source.statements.filter(ts.isTypeAliasDeclaration);
    return aliases
      .filter(({ type, name }) => ts.isUnionTypeNode(type) && isKind(checker.getTypeAtLocation(name)))
      .map(({ name }) => `${file} ${name.text}`);
  });
}

test('no union is unknown to the list of them, whatever it is written as', () => {
  const listed = new Set([...unions.map(({ key }) => key), ...Object.keys(OTHERS)]);
  const written = writtenUnions();
  expect(written.length).toBeGreaterThan(50);
  expect(written.filter((key) => !listed.has(key))).toEqual([]);
  expect(Object.keys(OTHERS).filter((key) => !written.includes(key))).toEqual([]);
});
