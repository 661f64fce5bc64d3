import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf } from '../../both-outputs/render';
import { isWritten } from './answer';
import { ANSWERS } from './answers';
import { everything } from './everything';
import { fieldsPage } from './page';
import { kubernetesVersion } from './version';
import { writtenFields } from './written';

/** Names of fields by type. */
const FIELDS = JSON.parse(readFileSync(join(__dirname, 'fields.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;
const written = writtenFields([...manifestsOf(everything().resolve().system).values()].flat());

describe.each(Object.entries(FIELDS))('%s', (type, fields) => {
  const answers = ANSWERS[type] ?? {};

  test('every field has an answer, in the order of the alphabet', () => {
    expect(Object.keys(answers).sort()).toEqual([...fields].sort());
  });

  test('what is said or set is written, and nothing else ever is', () => {
    // Volumes have a name beside their source.
    const seen = [...(written.get(type) ?? [])].filter((field) => !(type === 'VolumeSource' && field === 'name'));
    const promised = Object.entries(answers).flatMap(([field, answer]) => (isWritten(answer) ? [field] : []));
    expect(seen.sort()).toEqual(promised.sort());
  });
});

test('the committed page is up to date: npm run docs:fields', () => {
  const page = readFileSync(join(__dirname, '../../../docs/kubernetes-fields.md'), 'utf8');
  expect(page).toBe(fieldsPage(kubernetesVersion()));
});
