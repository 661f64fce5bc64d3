import { Cpu, Size } from '../../../src/model';

describe('sizes', () => {
  test.each([
    [Size.mebibytes(1), 1024 ** 2, '1 MiB'],
    [Size.mebibytes(1536), 1536 * 1024 ** 2, '1536 MiB'],
    [Size.gibibytes(4), 4 * 1024 ** 3, '4 GiB'],
    [Size.gibibytes(0.5), 512 * 1024 ** 2, '512 MiB'],
    [Size.tebibytes(2), 2 * 1024 ** 4, '2048 GiB'],
  ])('%s', (size, bytes, text) => expect([size.bytes, `${size}`, size.defect]).toEqual([bytes, text, undefined]));

  test.each([
    [Size.gibibytes(0), '0 GiB is not more than 0'],
    [Size.mebibytes(-1), '-1 MiB is not more than 0'],
    [Size.gibibytes(Number.NaN), 'NaN MiB is not more than 0'],
    [Size.gibibytes(Infinity), 'is not more than 0'],
    [Size.mebibytes(0.1), '0.1 MiB is not a whole number of mebibytes'],
    [Size.tebibytes(1e30), 'is not a whole number of mebibytes'],
  ])('%s is none', (size, reason) => expect(size.defect).toContain(reason));
});

describe('processor time', () => {
  test('comes in thousandths of a core', () =>
    expect([Cpu.millis(250).toMillis, Cpu.units(2).toMillis, Cpu.units(0.5).toMillis]).toEqual([250, 2000, 500]));
  test.each([
    ['millis(1)', Cpu.millis(1)],
    ['units(0.001)', Cpu.units(0.001)],
  ])('%s can be had', (_, cpu) => expect(cpu.defect).toBeUndefined());
  test.each([0, -1, 1.5, Number.NaN, Infinity])('%d thousandths cannot', (amount) =>
    expect(Cpu.millis(amount).defect).toBe(`${amount} thousandths of a core is not a whole number above 0`));
});
