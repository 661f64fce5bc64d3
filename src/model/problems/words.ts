import { Construct } from 'constructs';
import { isRecord, shown } from '../shape';

/** A value of any kind in words. */
export function valueInWords(value: unknown): string {
  if (typeof value === 'string') return shown(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function')
    return value.name === '' ? 'a function' : `${isClass(value) ? 'the class' : 'the function'} ${value.name}`;
  if (value === null) return 'null';
  if (!isRecord(value)) return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  const { constructor: maker, name } = value;
  const kind = typeof maker === 'function' && maker !== Object ? maker.name : '';
  if (Construct.isConstruct(value)) return `the ${kind} ${value.node.path}`;
  if (kind !== '') return `an object of the class ${kind}`;
  return typeof name === 'string' ? `an object with the name ${shown(name)}` : 'an object';
}

const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));

/** A statement with its full stop, unless it ends in a mark of its own. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
