/** As much as is read of the `package.json` of this package. */
export interface Manifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What a project compiles and tests with: in the versions that this package itself was tested with. */
const TOOLS = ['@types/jest', '@types/node', 'jest', 'typescript'] as const;

/** `lib` is made anew, so that no test outlives its source. Tests are compiled apart: a synth neither reads their types nor waits for them. */
const BUILD = `node -e "fs.rmSync('lib', { recursive: true, force: true })" && tsc && tsc -p test`;

/** The `package.json` of a project. Its tests are run as they were compiled: that needs no further transpiler. */
export function packageJson(name: string, { version, engines, peerDependencies, devDependencies }: Manifest): string {
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    engines,
    scripts: {
      build: BUILD,
      synth: 'isthmus synth',
      test: `${BUILD} && jest`,
      verify: 'isthmus verify',
      policy: 'isthmus policy',
    },
    dependencies: Object.fromEntries(Object.entries({ ...peerDependencies, isthmus: `^${version}` }).sort()),
    devDependencies: Object.fromEntries(TOOLS.map((tool) => [tool, devDependencies[tool]])),
    jest: { roots: ['<rootDir>/lib/test'], transform: {}, snapshotResolver: '<rootDir>/jest.snapshots.js' },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
