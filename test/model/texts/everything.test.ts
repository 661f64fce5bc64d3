import { asked, missing, texts } from './asked';
import { asUsual, type Say } from './say';

describe('the system that says everything', () => {
  const { everything, retiring } = require('./everything') as typeof import('./everything');
  const said: string[] = [];
  const say: Say = (usual) => {
    said.push(usual);
    return asUsual(usual);
  };
  const { system, lock } = retiring(say);
  everything(say).resolve();
  system.resolve({ lock });

  test('gives every prop that there is: what is missing here is tried with no odd text', () => {
    expect(asked.length).toBeGreaterThan(300);
    expect(missing()).toEqual([]);
  });

  test('passes every text through `say`', () => {
    const isSaid = (text: string): boolean => said.includes(text) || said.some((each) => each.length > 3 && text.includes(each));
    const others = texts.filter(({ where, text }) => !/\block\b/.test(where) && !OWN.has(text) && !isSaid(text));
    expect(others.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  });
});

/** What the model's own classes put into their values, and the texts of the small system that has a disk less. */
const OWN = new Set(['tcp', 'cpu', 'external', 'AP8=', 'host', '/images/debian-12.qcow2', '12.5']);
