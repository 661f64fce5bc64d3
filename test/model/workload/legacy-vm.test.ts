import { Size } from '../../../src/model';
import { legacy, resolved, vm } from '../fixture';

const dataDisks = [{ id: 'd', size: Size.gibibytes(20) }];

test('a root disk that was filled by hand is protected beside data disks, and kept with them', () => {
  const { system, lock } = resolved((y) => {
    legacy(y, 'erp', { dataDisks });
    vm(y, 'app', { dataDisks });
  });
  expect(system.machines.map(({ name, root }) => [name, root.protected])).toEqual([
    ['app', false],
    ['erp', true],
  ]);
  const gone = resolved((y) => {
    vm(y, 'app', { dataDisks });
    y.system.retire('erp', { keepData: true, because: 'replaced' });
  }, lock);
  expect(gone.system.retired.map(({ key, keepData }) => [key, keepData])).toEqual([
    ['erp-d', true],
    ['erp-root', true],
  ]);
});
