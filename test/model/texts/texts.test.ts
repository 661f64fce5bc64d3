import { InvalidSystemError, type Lock, type System } from '../../../src/model';
import { everything, retiring } from './everything';
import { ODD } from './odd';
import { insteadAt, type Say, usualTexts } from './say';

/**
 * Whatever stands in the place of a text, users are told of problems, or it is taken. `npm run test:opinion` has others read what is taken.
 */

const forms = Object.entries(ODD);

/** Anything but problems is thrown on. */
function resolve(make: () => { readonly system: System; readonly lock?: Lock }): void {
  try {
    const { system, lock } = make();
    system.resolve({ lock });
  } catch (error) {
    if (!(error instanceof InvalidSystemError)) throw error;
  }
}

const SYSTEMS: Readonly<Record<string, (say: Say) => { readonly system: System; readonly lock?: Lock }>> = {
  'all that can be said': (say) => ({ system: everything(say) }),
  'what is let go of': retiring,
};

describe.each(Object.entries(SYSTEMS))('in a system of %s', (_name, make) => {
  const usual = usualTexts(make);

  // Each place gets one of the forms, and each form some of the places.
  test.each(forms.map(([name, form], index) => [name, form, index] as const))('%s', (_form, form, index) => {
    const places = [...usual.keys()].filter((place) => (place + index) % forms.length === 0);
    if (places.length > 0) resolve(() => make(insteadAt(new Map(places.map((place) => [place, form])))));
  });
});

test('half a character in an id or in a part of a connection is a problem like any other', () => {
  const half = ODD['half a character'] as (usual: string) => string;
  const usual = usualTexts(everything);
  const places = ['yard', 'database', 'orders'].flatMap((text) => usual.flatMap((each, place) => (each === text ? [place] : [])));
  expect(places.length).toBeGreaterThan(3);
  for (const place of places) expect(() => everything(insteadAt(new Map([[place, half]]))).resolve()).toThrow(InvalidSystemError);
});

test('workloads of two kinds and of one name, where a quota is reckoned with, are a problem like any other', () => {
  const usual = usualTexts(everything);
  const places = [usual.indexOf('web-service'), usual.indexOf('store')];
  const system = everything(insteadAt(new Map(places.map((place) => [place, () => 'twice']))));
  expect(() => system.resolve()).toThrow(
    expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code: 'NAME_CLASH' })]) }),
  );
});
