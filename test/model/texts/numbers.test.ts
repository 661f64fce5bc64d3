import { InvalidSystemError } from '../../../src/model';
import { everything } from './everything';
import { numbersOf, ODD_NUMBERS } from './numbers';
import { asUsual } from './say';

/** Whatever stands in the place of a number, users are told of problems, or it is taken: nothing else is thrown, and nothing takes for ever. */

const forms = Object.entries(ODD_NUMBERS);

test('there are many', () => expect(numbersOf(everything(asUsual)).length).toBeGreaterThan(80));

// Each place gets one of the forms, and each form some of the places.
test.each(forms.map(([name, form], index) => [name, form, index] as const))('%s', (_name, form, index) => {
  const system = everything(asUsual);
  for (const [place, { usual, say }] of numbersOf(system).entries()) if ((place + index) % forms.length === 0) say(form(usual));
  expect(() => system.resolve()).toThrow(InvalidSystemError);
});

// Where others are refused first, it might not be asked about: `ODD_NUMBERS=all` asks about each, for minutes.
if (process.env.ODD_NUMBERS === 'all')
  test.each(forms)('%s, in each place alone', (_name, form) => {
    for (const place of numbersOf(everything(asUsual)).keys()) {
      const system = everything(asUsual);
      const number = numbersOf(system)[place];
      number?.say(form(number.usual));
      try {
        system.resolve();
      } catch (error) {
        if (!(error instanceof InvalidSystemError)) throw new Error(`${number?.path}: ${(error as Error).stack}`);
      }
    }
  });
