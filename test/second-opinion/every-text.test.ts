import { load, YAML11_SCHEMA } from 'js-yaml';
import { Resources } from '../../src/verify/terraform/resources';
import { filtersOf, partsOfFilters, type Written, write } from './both';
import { judged, readAsKubectl } from './judge';
import { build, NOTHING, othersOf, ROUNDS, taken, usual } from './odd-systems';
import { cloudInitDefect, evaluated, libvirtDefect, NO_TERRAFORM, python, terraform } from './readers';
import { inOrder, structureOf, unlike } from './structure';

/**
 * Every text of a system that says everything is replaced by odd ones, and readers that others wrote read both outputs: kubectl's own, PyYAML,
 * expat, libvirt's schema, Terraform, cloud-init's schema. They read what was meant, and outputs are made of the same parts as with usual
 * texts. Two rounds are tried, drawn anew with PROPERTY_SEED; `ODD_TEXTS=all` tries all of them and says on standard error which are done,
 * `ODD_TEXTS='from round 20'` goes on where they stopped, `ODD_TEXTS='round 3,a command'` tries these: in a round each place says another
 * form, by the name of a form all places say that one.
 */

const { ODD_TEXTS: wanted, PROPERTY_SEED: seed = '1' } = process.env;
const drawn = [0, 1].map((turn) => ROUNDS[(Number(seed) + turn * 17) % ROUNDS.length] as string);
const begin = wanted === 'all' ? 0 : ROUNDS.indexOf(/^from (.*)$/.exec(wanted ?? '')?.[1] ?? '');
const chosen = begin >= 0 ? ROUNDS.slice(begin) : (wanted?.split(',') ?? drawn);

const plain = write(build(new Map()));

/** Asks a reader once for each text: systems that say one form in different places have most of theirs in common. */
function remembered<T>(ask: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    if (!answers.has(text)) answers.set(text, ask(text));
    return answers.get(text) as T;
  };
}
const filterDefect = remembered((xml) => libvirtDefect('nwfilter', xml));
const userDataDefect = remembered(cloudInitDefect);

/** Of cloud-init's own configuration, which users write as it is: what they call things there is theirs. */
const RAW_KEYS: ReadonlySet<string> = new Set(['write_files', 'path', 'content', 'final_message']);

describe.each(chosen)('%s', (name) => {
  const groups = taken(othersOf(name));
  const systems = groups.map((others) => write(build(others)));

  // A file's results come when all of it is done.
  afterAll(() => void process.stderr.write(`${name} is done\n`));

  test('PyYAML reads manifests as they were meant, and they have the parts that they have with usual texts', () => {
    for (const { manifests, objects } of systems) {
      const [read] = python([['yaml', manifests]]) ?? [];
      if (!read) return console.warn('Skipped: no python3 with PyYAML.');
      expect(inOrder(read as readonly unknown[])).toEqual(inOrder(JSON.parse(JSON.stringify(objects))));
      // An empty text may be as good as none.
      if (name !== NOTHING) expect(unlike(structureOf(plain.objects), structureOf(objects))).toEqual([]);
    }
  });

  judged('kubectl reads them so, too', () => {
    for (const { manifests, objects } of systems)
      expect(inOrder(readAsKubectl(manifests))).toEqual(inOrder(JSON.parse(JSON.stringify(objects))));
  });

  test('expat and libvirt read the filters of usual texts', () => {
    for (const system of systems) {
      const [read, asUsually] = [system, plain].map((each) => python(filtersOf(each).map((text) => ['xml', text] as const)));
      if (read && asUsually) expect(partsOfFilters(read)).toEqual(partsOfFilters(asUsually));
      const defects = filtersOf(system).map(filterDefect);
      expect(defects.filter((defect) => defect !== undefined && defect !== 'no tools')).toEqual([]);
    }
  });

  test('Terraform takes the stack, and makes of its texts what the verifier makes of them', () => {
    for (const { stack } of systems) {
      const valid = terraform('every-text', stack, 'validate', '-no-color');
      if (valid === undefined) return console.warn(NO_TERRAFORM);
      expect([valid.status, valid.stdout + valid.stderr]).toEqual([0, expect.any(String)]);
      const locals = plainLocals(stack);
      const mine = new Resources(stack);
      const said = locals.map(([, value]) =>
        JSON.parse(JSON.stringify(value), (_key, it) => (typeof it === 'string' ? mine.text(it) : it)),
      );
      expect(evaluated('every-text', stack, `[${locals.map(([local]) => `local.${local}`).join(', ')}]`)).toEqual(said);
    }
  });

  test('cloud-init, with PyYAML, is told what was meant', () => {
    for (const system of systems) {
      const told = userData(system);
      const read = python(told.map((text) => ['yaml', text] as const));
      // A document's only node: PyYAML answers a list of documents.
      if (read) expect(read).toEqual(told.map((text) => [load(text, { schema: YAML11_SCHEMA })]));
    }
    const fit = groups.flatMap((others) =>
      userData(write(build(new Map([...others].filter(([place]) => !RAW_KEYS.has(usual[place] as string)))))),
    );
    expect(fit.map(userDataDefect).filter((defect) => defect !== undefined)).toEqual([]);
  });
});

/** Whatever Terraform knows before it has made anything. */
function plainLocals(stack: string): readonly (readonly [string, unknown])[] {
  const { locals } = JSON.parse(stack) as { readonly locals: Readonly<Record<string, unknown>> };
  const asks = (text: string): boolean =>
    [...text.matchAll(/(?<!\$)\$\{([^{}]*)\}/g)].some(([, path = '']) => !/^(substr\()?local\./.test(path));
  return Object.entries(locals).filter(([, value]) => !asks(JSON.stringify(value)));
}

/** What guests are told, with something in the place of variables. */
function userData({ stack }: Written): readonly string[] {
  const known = stack.replace(/(?<!\$)\$\{base64encode\(var\.\w+\)\}/g, 'aHVudGVy');
  const { locals } = JSON.parse(known) as {
    readonly locals: { readonly cloud_init_files: Readonly<Record<string, { readonly user_data: string }>> };
  };
  const mine = new Resources(known);
  return Object.values(locals.cloud_init_files).map(({ user_data }) => mine.text(user_data));
}
