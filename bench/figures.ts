import type { Measurement } from './report';

/** What has to be made before it can be measured, by what makes it: its path. */
export type Tool = 'bindings' | 'helm' | 'earlier';

/** A row of the table in README.md, under "Figures": a test compares the two. */
export interface Row {
  /** What the table calls it. */
  readonly name: string;
  readonly of: keyof Measurement;
  /** What the ratio may be at most. */
  readonly most: number;
  /** What stands before that in the table, such as `linear: `. @default - nothing */
  readonly kind?: string;
  /** Megabytes of memory that the first may take at most. @default - not looked at */
  readonly memory?: number;
}

/** A program of this folder with its arguments. */
type Program = readonly string[];

/** Two programs that are run in turn. */
export interface Figure {
  readonly title: string;
  readonly needs?: Tool;
  /** @param tool path of what is needed; empty without */
  readonly programs: (tool: string, root: string) => readonly [Program, Program];
  /** What the table says of it; others are there to see where the time goes. */
  readonly rows: readonly Row[];
  /** Measured once, because it takes minutes. @default - three times, after a first one that warms the file cache */
  readonly once?: boolean;
  /** File that it edits. @default - none */
  readonly edits?: string;
}

const EDITED = 'system.ts';
// An edit that changes nothing in the outputs is compiled like any other.
const EDIT = `echo "// edited" >> ${EDITED}`;
const LOADING: Program = ['loop', `node -e "require('cdktf'); require('cdk8s-plus-27')"`];
const beside =
  (line: string): Figure['programs'] =>
  () => [['loop', line], LOADING];

/** Ten times as many, in about ten times the time. */
const linear = (name: string): Row => ({ name, of: 'cpu', most: 10, kind: 'linear: ' });

export const FIGURES: readonly Figure[] = [
  {
    title: '1,000 machines: these bindings / `cdktf get`',
    needs: 'bindings',
    programs: (theirs, root) => [
      ['machines', `${root}/packages/provider-libvirt`, '1000'],
      ['machines', theirs, '1000'],
    ],
    rows: [
      { name: '1,000 machines written by hand, these bindings / those of `cdktf get`: processor time', of: 'cpu', most: 0.1 },
      { name: 'the same: peak memory', of: 'mb', most: 0.25 },
    ],
  },
  {
    title: 'microservices to manifests: 3,000 / 300',
    programs: () => [
      ['services', '3000'],
      ['services', '300'],
    ],
    rows: [linear('microservices to manifests, 3,000 / 300')],
  },
  {
    title: 'workloads of all kinds to manifests: 3,000 / 300',
    programs: () => [
      ['workloads', '3000'],
      ['workloads', '300'],
    ],
    rows: [linear('workloads of all kinds to manifests, 3,000 / 300')],
  },
  {
    title: 'machines of all kinds to Terraform: 3,000 / 300',
    programs: () => [
      ['stack', '3000'],
      ['stack', '300'],
    ],
    rows: [linear('machines of all kinds to Terraform, 3,000 / 300')],
  },
  {
    title: 'flows resolved, rendered, verified: 20,000 / 2,000',
    programs: () => [
      ['flows', '20000'],
      ['flows', '2000'],
    ],
    rows: [
      {
        name: '2,000 microservices and 200 machines: resolved, rendered and verified, 20,000 flows / 2,000',
        of: 'cpu',
        most: 10,
        kind: 'near-linear: ',
        memory: 1000,
      },
      { name: 'of it, `verify`', of: 'verify', most: 10, kind: 'near-linear: ' },
    ],
  },
  {
    title: 'the manifests of 3,000 microservices / the same kinds by `helm template`',
    needs: 'helm',
    programs: (helm) => [
      ['services', '3000'],
      ['helm', helm, '3000'],
    ],
    rows: [{ name: 'the manifests of 3,000 microservices / the same kinds and bytes by `helm template`', of: 'cpu', most: 0.5 }],
  },
  {
    title: 'loading cdk8s and copying the files of 3,000 microservices / the same kinds by `helm template`',
    needs: 'helm',
    programs: (helm) => [
      ['least', '3000'],
      ['helm', helm, '3000'],
    ],
    rows: [],
  },
  {
    title: 'the reference system after an edit, `npm run synth` / loading cdktf and cdk8s-plus',
    programs: beside(`${EDIT} && npm run -s synth`),
    rows: [
      {
        name: 'the reference system, `npm run synth` after an edit, npm included / loading cdktf and cdk8s-plus-27 alone',
        of: 'cpu',
        most: 1.5,
      },
    ],
    edits: EDITED,
  },
  // Where that goes: what is not ours of it.
  {
    title: 'the compiler alone after an edit / loading cdktf and cdk8s-plus',
    programs: beside(`${EDIT} && node_modules/.bin/tsc -b`),
    rows: [],
    edits: EDITED,
  },
  {
    title: 'a script of npm that does nothing / loading cdktf and cdk8s-plus',
    programs: beside('npm run -s nothing --if-present'),
    rows: [],
  },
  {
    title: '3,000 plain machines to Terraform: this version / an earlier one',
    needs: 'earlier',
    programs: (earlier, root) => [
      ['version', `${root}/lib`, 'machines', '3000'],
      ['version', earlier, 'machines', '3000'],
    ],
    rows: [{ name: '3,000 plain machines rendered and written / by the version `f523e9b`', of: 'cpu', most: 0.25 }],
    once: true,
  },
  {
    title: '20,000 flows verified: this version / an earlier one',
    needs: 'earlier',
    programs: (earlier, root) => [
      ['version', `${root}/lib`, 'flows', '20000'],
      ['version', earlier, 'flows', '20000'],
    ],
    rows: [{ name: '`verify` of 20,000 flows / by the version `f523e9b`', of: 'cpu', most: 0.33 }],
    once: true,
  },
  {
    title: '`isthmus --help` / Node alone',
    programs: () => [
      ['loop', 'node lib/src/cli/main.js --help > /dev/null'],
      ['loop', 'node -e 0'],
    ],
    rows: [{ name: '`isthmus --help` / `node -e 0`', of: 'cpu', most: 4 }],
  },
];

/** The last column of a row that is met. */
export const goalOf = ({ kind = '', most, memory }: Row): string =>
  `${kind}${most}${memory === undefined ? '' : `; below ${memory / 1000} GB`}`;
